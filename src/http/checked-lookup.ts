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
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !rules.isAllowed(host, host)) throw addressRefused(host, host);
}

function addressRefused(host: string, address: string): AppError {
  const what = host === address ? address : `${host}, which is at ${address},`;
  return new AppError(
    'http/address-refused',
    `${what} is not on the public internet, and requests to it are not allowed here: whoever runs the server can allow it with CHATTER_HTTP_ALLOW`,
  );
}
