import type { IncomingMessage } from 'node:http';
import type { Credentials } from '../../app/index.ts';
import { isLoopbackAddress } from './loopback.ts';

/** The key that the headers of a request bring; null: none. */
export function keyOfRequest({ headers }: IncomingMessage): string | null {
  return keyOf(headers.authorization);
}

/** The key that the client of a WebSocket brings when it opens it: `authorization`, or `apiKey` alone. */
export function keyOfParameters(parameters: Readonly<Record<string, unknown>>): string | null {
  const entry = Object.entries(parameters).find(([name]) => /^(authorization|apikey)$/i.test(name));
  return keyOf(entry?.[1]);
}

/** Whatever is there and is not empty is a key, so that a malformed one is refused and not overlooked. */
function keyOf(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  const text = String(value).trim();
  return /^bearer +(\S+)$/i.exec(text)?.[1] ?? text;
}

/** What a request brings to say who it is. */
export function credentialsOf(request: IncomingMessage, apiKey: string | null): Credentials {
  return { apiKey, loopback: isFromThisMachine(request) };
}

/** A request that another server has passed on comes from wherever that one got it. */
function isFromThisMachine({ headers, socket }: IncomingMessage): boolean {
  const passedOn = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return !passedOn && isLoopbackAddress(socket.remoteAddress ?? '');
}
