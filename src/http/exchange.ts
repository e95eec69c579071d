import { type IncomingMessage, request as overHttp, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { OutgoingRequest } from '../runtime/ports/http.ts';
import { acceptedEncodings } from './read-body.ts';

interface Connecting {
  readonly lookup: LookupFunction;
  /** Aborting it closes the connection, also while the body is read. */
  readonly signal: AbortSignal;
}

/** Sends one request over a connection of its own, and gives the head of the answer. Redirects are answers. */
export function exchange(
  { method, url, headers, body }: OutgoingRequest,
  { lookup, signal }: Connecting,
): Promise<IncomingMessage> {
  const to = new URL(url);
  const options: RequestOptions = {
    method,
    lookup,
    signal,
    // A connection that is kept would be to an address that was checked for another request.
    agent: false,
    headers: {
      'user-agent': 'chatter',
      accept: 'application/json, text/*;q=0.9, */*;q=0.8',
      'accept-encoding': acceptedEncodings,
      ...headers,
      // Node sends none with the methods that seldom have a body.
      ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }),
    },
  };
  return new Promise((resolve, reject) => {
    const outgoing = to.protocol === 'https:' ? overHttps(to, options) : overHttp(to, options);
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end(body ?? undefined);
  });
}
