import { z } from 'zod';
import { AppError } from '../../kernel/index.ts';
import type { ModelRequest } from '../../nodes/index.ts';
import { retryAfterMs } from '../../runtime/retry-after.ts';
import type { ModelProviderSettings } from '../model-providers.ts';
import { providerReason } from './provider-reason.ts';

/** From this status on there is no answer: a redirection is not followed. */
const firstRefusal = 300;

/** Refused now, perhaps not later. */
const retryableStatuses: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** What the SDK throws where the provider answered with a status, or could not be reached. */
const callFailure = z.object({
  statusCode: z.number().optional(),
  responseHeaders: z.record(z.string(), z.string()).optional(),
  url: z.string(),
});

interface Failing {
  readonly request: ModelRequest;
  readonly settings: ModelProviderSettings;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether a request was made. */
  readonly isSent: boolean;
}

/**
 * Why a call failed, in Chatter's words. The SDK's error is left behind, also as a cause: it carries the prompt, and
 * what the provider answered, which may repeat the key.
 */
export function callError(cause: unknown, failing: Failing): AppError {
  if (AppError.is(cause)) return cause;
  const { request, settings, isSent } = failing;
  const model = `${request.provider}/${request.model}`;
  const reason = providerReason(cause, settings);
  if (!isSent) {
    return new AppError('model/unavailable', `${model} cannot be asked in this way: ${reason}`);
  }
  const { data } = callFailure.safeParse(cause);
  const status = data?.statusCode;
  if (data === undefined || (status !== undefined && status < firstRefusal)) {
    return new AppError('model/interrupted', `the answer of ${model} broke off: ${reason}`, {
      retryable: true,
    });
  }
  if (status === undefined) {
    return new AppError('model/unavailable', `${model} cannot be reached: ${reason}`, { retryable: true });
  }
  const waitMs = retryAfterMs(data.responseHeaders?.['retry-after'], failing.now);
  return new AppError('model/unavailable', `${model} answered with status ${status}: ${reason}`, {
    retryable: status >= 500 || retryableStatuses.has(status),
    details: { status, ...(waitMs === null ? {} : { retryAfterMs: waitMs }) },
  });
}
