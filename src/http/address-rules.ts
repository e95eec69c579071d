import { BlockList, isIP, isIPv4 } from 'node:net';

/** What of a server's networks requests may reach, beside the public internet. */
export interface AddressRules {
  /** Whether a connection to this address may be made for a request to this host. */
  isAllowed(host: string, address: string): boolean;
}

/** IPv4 networks that are not the public internet: private, local, shared, reserved, and those of tests. */
const closedNetworks: readonly (readonly [address: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Of IPv6 only this is public: local, private and multicast addresses, and those that hold IPv4 ones, lie outside. */
const openNetwork = ['2000::', 3] as const;

/** Within that: protocol assignments with Teredo, documentation, and 6to4, which holds IPv4 addresses. */
const closedWithin: readonly (readonly [address: string, bits: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

/** `allowed` are hosts, addresses and networks as `10.0.0.0/8`, each of which `readAllowed` takes. */
export function createAddressRules(allowed: readonly string[]): AddressRules {
  const hosts = new Set<string>();
  const networks = new BlockList();
  for (const entry of allowed) {
    const network = networkOf(entry);
    if (network) networks.addSubnet(network.address, network.bits, network.family);
    else hosts.add(hostOf(entry));
  }
  const isOpened = (address: string): boolean => networks.check(address, familyOf(address));
  return {
    isAllowed: (host, scoped) => {
      const [address = ''] = scoped.split('%');
      return isIP(address) !== 0 && (hosts.has(hostOf(host)) || isOpened(address) || isPublic(address));
    },
  };
}

/** Whether the entry of a list of what is allowed can be read: a host, an address, or a network. */
export function isAllowable(entry: string): boolean {
  if (entry.includes('/') || isIP(entry) !== 0) return networkOf(entry) !== null;
  return /^(?!-)[A-Za-z0-9._-]{1,253}$/.test(entry);
}

interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

function networkOf(entry: string): Network | null {
  const [address = '', length, ...rest] = entry.split('/');
  if (isIP(address) === 0 || rest.length > 0) return null;
  const widest = isIPv4(address) ? 32 : 128;
  const bits = length === undefined ? widest : /^\d{1,3}$/.test(length) ? Number(length) : widest + 1;
  return bits > widest ? null : { address, bits, family: familyOf(address) };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}

/** Names are equal in any case, and with the dot at the end that stands for the root. */
function hostOf(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

const closed = blockList(closedNetworks, 'ipv4');
const open = blockList([openNetwork], 'ipv6');
const closedSix = blockList(closedWithin, 'ipv6');

function isPublic(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, 'ipv4');
  return open.check(address, 'ipv6') && !closedSix.check(address, 'ipv6');
}

function blockList(networks: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [address, bits] of networks) list.addSubnet(address, bits, family);
  return list;
}
