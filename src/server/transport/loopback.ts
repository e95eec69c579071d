import { isIPv6 } from 'node:net';

/** Whether the address is one that only this machine has. */
export function isLoopbackAddress(address: string): boolean {
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  return isIPv6(plain) ? plain === '::1' : /^127(\.\d{1,3}){3}$/.test(plain);
}

/** Whether the name of a host, as in a url, can mean nothing but this machine. */
export function isLoopbackName(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    isLoopbackAddress(hostname.replaceAll(/[[\]]/g, ''))
  );
}

/** Whether only this machine can reach a server that listens on the address, or on that of the name. */
export function isLocalAddress(host: string): boolean {
  return host === 'localhost' || isLoopbackAddress(host);
}
