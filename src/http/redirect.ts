import { AppError } from '../kernel/index.ts';
import { credentialHeaders } from '../nodes/index.ts';
import type { OutgoingRequest } from '../runtime/ports/http.ts';

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Describe a body, or a change that is no longer asked for. */
const ofBody: ReadonlySet<string> = new Set([
  'content-type',
  'content-encoding',
  'content-language',
  'content-location',
  'idempotency-key',
]);

export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
}

/**
 * The request that a redirect asks for; null: the answer is none. What says who asks, and every secret, stays with the
 * origin that it was meant for.
 * @throws AppError `http/redirect-refused`
 */
export function redirected(request: OutgoingRequest, { status, location }: Answer): OutgoingRequest | null {
  if (!redirects.has(status) || location === undefined) return null;
  const from = new URL(request.url);
  const to = targetOf(location, from);
  const next = keepsMethod(request, status) ? request : asGet(request);
  const url = to.href;
  return from.origin === to.origin ? { ...next, url } : forOtherOrigin({ ...next, url }, from);
}

function targetOf(location: string, from: URL): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (to === null || !/^https?:$/.test(to.protocol)) {
    throw refused(from, 'to what is no http or https address');
  }
  if (to.username !== '' || to.password !== '') throw refused(from, 'to an address with a user name in it');
  return to;
}

/** 307 and 308 promise it. 303 never does; nor, since browsers do so, do the others after a POST. */
function keepsMethod({ method }: OutgoingRequest, status: number): boolean {
  if (status === 307 || status === 308 || method === 'GET' || method === 'HEAD') return true;
  return status !== 303 && method !== 'POST';
}

function asGet(request: OutgoingRequest): OutgoingRequest {
  return { ...request, method: 'GET', body: null, headers: without(request, (name) => ofBody.has(name)) };
}

function forOtherOrigin(request: OutgoingRequest, from: URL): OutgoingRequest {
  const { url, body, holdsSecret } = request;
  if (holdsSecret(url)) throw refused(from, 'with a secret in it to another origin');
  if (body !== null && holdsSecret(body)) throw refused(from, 'a body with a secret in it to another origin');
  const isKept = (name: string, value: string) => credentialHeaders.has(name) || holdsSecret(value);
  return { ...request, headers: without(request, isKept) };
}

function without(
  { headers }: OutgoingRequest,
  isLeftOut: (name: string, value: string) => boolean,
): OutgoingRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => !isLeftOut(name, value)));
}

function refused({ host }: URL, what: string): AppError {
  return new AppError('http/redirect-refused', `${host} redirects ${what}, which is not followed`);
}
