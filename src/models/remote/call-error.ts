import { z } from 'zod';
import { AppError, storableText } from '../../kernel/index.ts';
import type { ModelRequest } from '../../nodes/index.ts';

const longestReason = 300;
/** A status below this is no refusal: what followed it broke. */
const firstRefusal = 400;

/** Refused now, perhaps not later. */
const retryableStatuses: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** What the SDK throws where the provider answered with a status, or could not be reached. */
const callFailure = z.object({
  message: z.string(),
  statusCode: z.number().optional(),
  responseHeaders: z.record(z.string(), z.string()).optional(),
  url: z.string(),
});

interface Failing {
  readonly request: ModelRequest;
  /** It must not be told to anybody, whatever the provider says. */
  readonly secret: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The provider had begun to answer. */
  readonly hasBegun: boolean;
}

/** Why a call failed, in Chatter's words. */
export function callError(cause: unknown, failing: Failing): AppError {
  if (AppError.is(cause)) return cause;
  const { provider, model } = failing.request;
  const failure = callFailure.safeParse(cause);
  const hasAnswered = failing.hasBegun || (failure.data?.statusCode ?? firstRefusal) < firstRefusal;
  if (!failure.success || hasAnswered) {
    return new AppError(
      'model/interrupted',
      `the answer of ${provider}/${model} broke off: ${reasonOf(cause, failing)}`,
      {
        retryable: true,
        cause,
      },
    );
  }
  const { statusCode: status, responseHeaders = {} } = failure.data;
  const what = status === undefined ? 'cannot be reached' : `answered with status ${status}`;
  const retryAfterMs = retryAfter(responseHeaders['retry-after'], failing.now);
  return new AppError('model/unavailable', `${provider}/${model} ${what}: ${reasonOf(cause, failing)}`, {
    retryable: status === undefined || status >= 500 || retryableStatuses.has(status),
    details: {
      ...(status === undefined ? {} : { status }),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    },
    cause,
  });
}

function reasonOf(cause: unknown, { secret }: Failing): string {
  const text = cause instanceof Error ? cause.message : 'no reason was given';
  const open = secret === undefined ? text : text.replaceAll(secret, '…');
  return storableText(open.length > longestReason ? `${open.slice(0, longestReason)}…` : open);
}

/** Seconds, or a date. Null: it does not say. */
function retryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : null;
}
