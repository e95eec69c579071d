import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '../kernel/index.ts';
import type { AddressRules } from './address-rules.ts';

/** Finds the addresses of a name. */
export type Resolve = (
  host: string,
  found: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

export const systemResolve: Resolve = (host, found) => systemLookup(host, { all: true }, found);

/**
 * Looks a name up for a connection, which goes to the very addresses that were checked: asking again would let a name
 * server give another answer. If one of them is refused, so is the name.
 */
export function checkedLookup(rules: AddressRules, resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new Error(`no address of ${host}`), '', 0);
      const refused = addresses.find(({ address }) => !rules.isAllowed(host, address));
      if (refused) return callback(addressRefused(host, refused.address), '', 0);
      if (options.all) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

/** Connections to an address that is written in the url look nothing up. @throws AppError `http/address-refused` */
export function requireAllowedHost(rules: AddressRules, { hostname }: URL): void {
  const address = addressIn(hostname);
  if (address !== null && !rules.isAllowed(address, address)) throw addressRefused(address, address);
}

/** Whether the host alone, an address or a name of this machine, does not say that it is refused. */
export function mayAsk(rules: AddressRules, host: string): boolean {
  const isOwn = /(^|\.)localhost\.?$/i.test(host);
  const address = isOwn ? '127.0.0.1' : addressIn(host);
  return address === null || rules.isAllowed(isOwn ? host : address, address);
}

/** IPv6 addresses stand in brackets there. */
function addressIn(host: string): string | null {
  const address = host.replace(/^\[|\]$/g, '');
  return isIP(address) === 0 ? null : address;
}

function addressRefused(host: string, address: string): AppError {
  const what = host === address ? address : `${host}, which is at ${address},`;
  return new AppError(
    'http/address-refused',
    `${what} is not on the public internet, and requests to it are not allowed here: whoever runs the server can allow it with CHATTER_HTTP_ALLOW`,
  );
}
