import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Credentials } from '../app/index.ts';
import { AppError } from '../kernel/index.ts';

/** Who is at the other end, as far as the connection and its headers tell. */
export interface Caller {
  readonly credentials: Credentials;
  /** Goes with everything that the request begins. */
  readonly correlationId: string | null;
}

export function callerOf(request: IncomingMessage, apiKey: string | null): Caller {
  return {
    credentials: { apiKey, loopback: isLoopback(request.socket.remoteAddress ?? '') },
    correlationId: correlationIdOf(request),
  };
}

/** The key of an `Authorization: Bearer` header; null: there is none. */
export function apiKeyOf(authorization: unknown): string | null {
  if (typeof authorization !== 'string') return null;
  const match = /^bearer +(\S+)$/i.exec(authorization.trim());
  return match?.[1] ?? authorization;
}

/** The trace that the request belongs to, or the id that its sender gave it. */
function correlationIdOf({ headers }: IncomingMessage): string | null {
  const trace = /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(String(headers.traceparent ?? ''))?.[1];
  if (trace !== undefined) return trace;
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\x21-\x7e]{1,255}$/.test(given) ? given : null;
}

/**
 * A web page of another origin must not drive a server that trusts whoever is on the same machine; nor may one that
 * made its own name point here.
 * @throws AppError `forbidden`
 */
export function requireOwnOrigin({ headers, socket }: IncomingMessage): void {
  if (!isLoopback(socket.localAddress ?? '')) return;
  const host = hostnameOf(`http://${headers.host ?? ''}`);
  if (host === null || !isLoopbackName(host)) {
    throw new AppError('forbidden', `the request is for host "${headers.host ?? ''}", which is not this one`);
  }
  const { origin } = headers;
  if (origin === undefined) return;
  const from = hostnameOf(origin);
  if (from === null || !isLoopbackName(from)) {
    throw new AppError('forbidden', `a page of ${origin} may not use this server: open one of its own`);
  }
}

function hostnameOf(url: string): string | null {
  return URL.parse(url)?.hostname ?? null;
}

function isLoopbackName(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    isLoopback(hostname.replaceAll(/[[\]]/g, ''))
  );
}

export function isLoopback(address: string): boolean {
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  return isIPv6(plain) ? plain === '::1' : /^127(\.\d{1,3}){3}$/.test(plain);
}
