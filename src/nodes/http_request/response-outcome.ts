import { STATUS_CODES } from 'node:http';
import type { Outcome } from '../../engine/index.ts';
import { type Json, ok, type Result } from '../../kernel/index.ts';
import { failedOutcome } from '../failed-outcome.ts';
import type { Activation } from '../node-kind.ts';
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

/** What an answer means for the node. */
export function responseOutcome({ config, request, response }: Answered, activation: Activation): Outcome {
  const { status, headers, url } = response;
  if (!isSuccess(status, config)) return refusal(request, response, activation);
  const body = bodyOf(response, config);
  if (body.ok)
    return { status: 'completed', port: 'out', output: { status, headers, body: body.value, url } };
  return failedOutcome(activation, body.error, { details: { status } });
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
function excerptOf(body: string | null): string {
  const text = (body ?? '').trim();
  if (text === '' || text.startsWith('<')) return '';
  return `: ${text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text}`;
}

interface Failure {
  readonly code: 'http/binary-response' | 'http/malformed';
  readonly message: string;
}

function bodyOf({ body, headers }: HttpResponse, { responseType }: HttpConfig): Result<Json, Failure> {
  const type = headers['content-type'] ?? '';
  if (body === null) {
    const message = `the answer is ${type || 'of no type'}, and only text can be kept: ask for text or JSON`;
    return { ok: false, error: { code: 'http/binary-response', message } };
  }
  const isJson = responseType === 'json' || (responseType === 'auto' && /[/+]json\s*(?:;|$)/i.test(type));
  if (!isJson) return ok(body);
  if (body.trim() === '') return ok(null);
  const parsed = parseJson(body);
  if (parsed.ok) return parsed;
  return {
    ok: false,
    error: { code: 'http/malformed', message: `the answer is said to be JSON, but ${parsed.error}` },
  };
}
