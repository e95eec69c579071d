import type { IncomingMessage } from 'node:http';
import type { Credentials } from '../../app/index.ts';
import { requireOwnPage } from './foreign-page.ts';
import { isLoopbackAddress } from './loopback.ts';

/**
 * What a request brings to say who it is: the key of its headers, or none. Who brings none must not be a page of somebody
 * else.
 * @param given what the client of a WebSocket brings when it opens it: `authorization`, or `apiKey` alone
 * @throws AppError `forbidden`
 */
export function credentialsOf(
  request: IncomingMessage,
  allowedOrigins: readonly string[],
  given: Readonly<Record<string, unknown>> = {},
): Credentials {
  const entry = Object.entries(given).find(([name]) => /^(authorization|apikey)$/i.test(name));
  const apiKey = keyOf(entry?.[1]) ?? keyOf(request.headers.authorization);
  if (apiKey === null) requireOwnPage(request, allowedOrigins);
  return { apiKey, loopback: isFromThisMachine(request) };
}

/** Whatever is there and is not empty is a key, so that a malformed one is refused and not overlooked. */
function keyOf(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  const text = String(value).trim();
  return /^bearer +(\S+)$/i.exec(text)?.[1] ?? text;
}

/** A request that another server has passed on comes from wherever that one got it. */
function isFromThisMachine({ headers, socket }: IncomingMessage): boolean {
  const passedOn = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return !passedOn && isLoopbackAddress(socket.remoteAddress ?? '');
}
