import { STATUS_CODES } from 'node:http';
import type { Outcome } from '../../engine/index.ts';
import { err, type Json, ok, type Result } from '../../kernel/index.ts';
import { failedOutcome } from '../failed-outcome.ts';
import type { Activation, NodeWorld } from '../node-behaviour.ts';
import { parseJson } from '../parse-json.ts';
import type { HttpRequest, HttpResponse } from './http-caller.ts';
import type { HttpConfig } from './http-config.ts';

/** Refused now, perhaps not later; so are all from 500 on. */
const retryableStatuses: ReadonlySet<number> = new Set([408, 425, 429]);
const longestExcerpt = 500;

interface Answered {
  readonly config: HttpConfig;
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

interface Visit {
  readonly activation: Activation;
  readonly world: NodeWorld;
}

/** What an answer means for the node. Bytes that are no text are kept as a file, and `body` refers to it. */
export async function responseOutcome(
  { config, request, response }: Answered,
  { activation, world }: Visit,
): Promise<Outcome> {
  const { status, headers, url, body: given } = response;
  if (!isSuccess(status, config)) return refusal(request, response, activation);
  const type = headers['content-type'] ?? '';
  const body =
    typeof given === 'string'
      ? textBody(given, type, config)
      : ok({ ...(await world.keep(given, type || 'application/octet-stream')) });
  if (!body.ok) {
    const failure = { code: 'http/malformed', message: body.error } as const;
    return failedOutcome(activation, failure, { details: { status } });
  }
  return { status: 'completed', port: 'out', output: { status, headers, body: body.value, url } };
}

function isSuccess(status: number, { successStatuses }: HttpConfig): boolean {
  return successStatuses.some((range) => {
    const [least = '', most = least] = range.split('-');
    return status >= Number(least) && status <= Number(most);
  });
}

function refusal(request: HttpRequest, response: HttpResponse, activation: Activation): Outcome {
  const { status, body, retryAfterMs } = response;
  const named = [status, STATUS_CODES[status]].filter((part) => part !== undefined).join(' ');
  const message = `${request.method} ${new URL(request.url).host} was answered with ${named}${excerptOf(body)}`;
  return failedOutcome(
    activation,
    { code: 'http/status', message },
    {
      retryable: status >= 500 || retryableStatuses.has(status),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
      details: { status },
    },
  );
}

/** What the server says of it. Pages are for people who look at them in a browser. */
function excerptOf(body: HttpResponse['body']): string {
  const text = typeof body === 'string' ? body.trim() : '';
  if (text === '' || text.startsWith('<')) return '';
  return `: ${text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text}`;
}

function textBody(body: string, type: string, { responseType }: HttpConfig): Result<Json, string> {
  const isJson = responseType === 'json' || (responseType === 'auto' && /[/+]json\s*(?:;|$)/i.test(type));
  if (!isJson) return ok(body);
  if (body.trim() === '') return ok(null);
  const parsed = parseJson(body);
  if (parsed.ok) return parsed;
  return err(`the answer is said to be JSON, but ${parsed.error}`);
}
