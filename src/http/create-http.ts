import type { IncomingMessage } from 'node:http';
import { AppError } from '../kernel/index.ts';
import type { HttpResponse } from '../nodes/index.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Http, OutgoingRequest } from '../runtime/ports/http.ts';
import { retryAfterMs } from '../runtime/retry-after.ts';
import { type AddressRules, createAddressRules } from './address-rules.ts';
import { checkedLookup, mayAsk, type Resolve, requireAllowedHost, systemResolve } from './checked-lookup.ts';
import { exchange } from './exchange.ts';
import { httpFailure } from './http-failure.ts';
import { readBody, textOf } from './read-body.ts';
import { redirected } from './redirect.ts';

export interface HttpOptions {
  /** Hosts, addresses and networks that are not on the public internet and may be reached all the same. */
  readonly allowed: readonly string[];
  readonly clock: Clock;
  /** How names become addresses, if not as the machine does it. */
  readonly resolve?: Resolve;
}

/** Sends requests over the machine's network, to the public internet and to what is allowed beside it. */
export function createHttp({ allowed, clock, resolve = systemResolve }: HttpOptions): Http {
  const rules = createAddressRules(allowed);
  return {
    mayAsk: (host) => mayAsk(rules, host),
    send: async (request, signal, onProgress = () => undefined) => {
      const { timeoutMs } = request.limits;
      const ending = new AbortController();
      const onAbort = (): void => ending.abort();
      const disarm = clock.after(timeoutMs, onAbort);
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) onAbort();
      try {
        return await follow(request, { rules, resolve, clock, onProgress, signal: ending.signal });
      } catch (error) {
        if (signal.aborted) throw new AppError('execution/cancelled', 'the request was aborted');
        if (!ending.signal.aborted) throw error;
        const message = `${new URL(request.url).host} did not answer in full within ${timeoutMs} ms (requestTimeoutMs)`;
        throw new AppError('http/timeout', message, { retryable: true });
      } finally {
        disarm();
        signal.removeEventListener('abort', onAbort);
        // Whatever is left of a connection.
        ending.abort();
      }
    },
  };
}

interface Travelling {
  readonly rules: AddressRules;
  readonly resolve: Resolve;
  readonly clock: Clock;
  readonly onProgress: () => void;
  readonly signal: AbortSignal;
}

async function follow(first: OutgoingRequest, travelling: Travelling): Promise<HttpResponse> {
  const { maxRedirects } = first.limits;
  let request = first;
  for (let hop = 0; ; hop += 1) {
    const response = await headOf(request, travelling);
    travelling.onProgress();
    const { location } = response.headers;
    const answer = { status: response.statusCode ?? 0, location };
    const next = maxRedirects === 0 ? null : redirected(request, answer);
    if (next === null) return bodyOf(response, request, travelling);
    response.destroy();
    if (hop === maxRedirects) throw tooMany(first);
    request = next;
  }
}

async function headOf(
  request: OutgoingRequest,
  { rules, resolve, signal }: Travelling,
): Promise<IncomingMessage> {
  const url = new URL(request.url);
  requireAllowedHost(rules, url);
  try {
    return await exchange(request, { lookup: checkedLookup(rules, resolve), signal });
  } catch (cause) {
    throw httpFailure(cause, url);
  }
}

async function bodyOf(
  response: IncomingMessage,
  { url, method, isTextExpected, limits }: OutgoingRequest,
  { clock, onProgress }: Travelling,
): Promise<HttpResponse> {
  try {
    const { maxResponseBytes } = limits;
    const bytes =
      method === 'HEAD' ? new Uint8Array() : await readBody(response, maxResponseBytes, onProgress);
    const { headers } = response;
    return {
      url,
      status: response.statusCode ?? 0,
      headers: flat(headers),
      body: textOf(bytes, headers['content-type'], isTextExpected) ?? bytes,
      retryAfterMs: retryAfterMs(headers['retry-after'], clock.now()),
    };
  } catch (cause) {
    throw httpFailure(cause, new URL(url));
  }
}

function flat(headers: IncomingMessage['headers']): HttpResponse['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

function tooMany({ url, limits }: OutgoingRequest): AppError {
  const message = `${new URL(url).host} leads from redirect to redirect, and ${limits.maxRedirects} are followed (maxRedirects)`;
  return new AppError('http/redirect-refused', message);
}
