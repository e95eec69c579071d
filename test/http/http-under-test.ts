import type { LookupAddress } from 'node:dns';
import { systemResolve } from '../../src/http/checked-lookup.ts';
import { createHttp } from '../../src/http/index.ts';
import type { HttpResponse } from '../../src/nodes/index.ts';
import type { Clock } from '../../src/runtime/ports/clock.ts';
import type { OutgoingRequest } from '../../src/runtime/ports/http.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';

type Limits = Partial<OutgoingRequest['limits']>;
export type Sending = Partial<Omit<OutgoingRequest, 'limits'>> & { readonly limits?: Limits };

interface Under {
  readonly allowed?: readonly string[];
  readonly clock?: Clock;
  /** The addresses of names, one list for each time that it is asked for; the last one stays. Null: as the machine knows them. */
  readonly names?: Readonly<Record<string, readonly (readonly string[])[]>> | null;
}

export class HttpUnderTest {
  /** The names that were looked up. */
  readonly lookups: string[] = [];
  readonly #http: ReturnType<typeof createHttp>;

  constructor({ allowed = ['127.0.0.1'], clock = systemClock, names = {} }: Under = {}) {
    this.#http = createHttp({
      allowed,
      clock,
      resolve: (host, found) => {
        if (names === null) return systemResolve(host, found);
        const lists = names[host] ?? [];
        const asked = this.lookups.filter((one) => one === host).length;
        this.lookups.push(host);
        const addresses = lists[Math.min(asked, lists.length - 1)];
        if (addresses) found(null, addresses.map(addressOf));
        else found(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []);
      },
    });
  }

  /** How often a request has got on. */
  progress = 0;

  send(url: string, { limits = {}, ...more }: Sending = {}, signal?: AbortSignal): Promise<HttpResponse> {
    const request = {
      method: 'GET',
      url,
      headers: {},
      body: null,
      isTextExpected: false,
      holdsSecret: (text: string) => text.includes('canary'),
      limits: { timeoutMs: 10_000, maxResponseBytes: 1000, maxRedirects: 5, ...limits },
      ...more,
    } as const;
    const onProgress = (): void => {
      this.progress += 1;
    };
    return this.#http.send(request, signal ?? new AbortController().signal, onProgress);
  }
}

function addressOf(address: string): LookupAddress {
  return { address, family: address.includes(':') ? 6 : 4 };
}
