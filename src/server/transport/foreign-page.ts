import type { IncomingMessage } from 'node:http';
import { AppError } from '../../kernel/index.ts';
import { isLoopbackAddress, isLoopbackName } from './loopback.ts';

/**
 * Refuses what a web page of another origin has its browser send. Where no key is needed, being on the same machine
 * is all that proves who asks, and a browser is on it whatever page it shows. A page that made its own name point to
 * this machine is told by the name that it asks for.
 *
 * Not for requests with a key: no browser adds one by itself, so whoever sends it knows it.
 *
 * @throws AppError `forbidden`
 */
export function requireOwnPage(request: IncomingMessage, allowedOrigins: readonly string[]): void {
  const { headers, socket } = request;
  const host = hostOf(`http://${headers.host ?? ''}`);
  if (isLoopbackAddress(socket.localAddress ?? '') && !isLoopbackName(host?.hostname ?? '')) {
    throw refused(`it is for the host "${headers.host ?? ''}", which is no name of this machine`);
  }
  const { origin } = headers;
  if (origin === undefined) requireOwnSite(headers['sec-fetch-site']);
  else if (!allowedOrigins.includes(origin) && hostOf(origin)?.host !== host?.host) {
    throw refused(`a page of ${origin} has sent it`);
  }
}

/** Browsers leave the origin out of reads, and say this instead. */
function requireOwnSite(site: string | string[] | undefined): void {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw refused('a page of another origin has sent it');
  }
}

function hostOf(url: string): URL | null {
  return URL.parse(url);
}

function refused(why: string): AppError {
  return new AppError(
    'forbidden',
    `the request is refused: ${why}; use GraphiQL of this server, name its origin in CHATTER_ALLOWED_ORIGINS, or send an API key`,
  );
}
