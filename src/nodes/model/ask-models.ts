import type { ErrorCode } from '../../kernel/index.ts';
import type { NodeWorld } from '../node-kind.ts';
import { callModel, type ModelCall, type ModelError } from './call-model.ts';
import { debugRequest, debugResult } from './debug-model.ts';
import type { ModelRequest } from './model-caller.ts';

/** Failures that the same model would repeat and another model may not have. */
const availability: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['model/unavailable', 'model/unknown']);

type FailedCall = Extract<ModelCall, { status: 'failed' }>;

interface Failure {
  readonly request: ModelRequest;
  readonly call: FailedCall;
}

/**
 * Asks the first model, and the next one when it failed in a way that is the model's own, before it has said
 * anything that people or tools may have acted on.
 * @throws RangeError if there are none to ask
 */
export async function askModels(requests: readonly ModelRequest[], world: NodeWorld): Promise<ModelCall> {
  const failures: Failure[] = [];
  for (const request of requests) {
    debugRequest(request, world);
    const call = await callModel(request, world);
    debugResult(request, call, world);
    if (call.status !== 'failed') return call;
    failures.push({ request, call });
    if (!isWorthAnother(call)) break;
  }
  return summary(failures);
}

function isWorthAnother({ error, answer }: FailedCall): boolean {
  const isSilent = answer.text === '' && answer.toolCalls.length === 0;
  return isSilent && (error.retryable || availability.has(error.code));
}

/** The error of the first model, with those of the fallbacks told. It is worth a retry if one of them is. */
function summary(failures: readonly Failure[]): FailedCall {
  const [first, ...others] = failures;
  const last = failures.at(-1);
  if (!first || !last) throw new RangeError('there are no models to ask');
  if (others.length === 0) return first.call;
  const told = others.map(
    ({ request, call }) => `${request.provider}/${request.model}: ${call.error.message}`,
  );
  const error: ModelError = {
    ...first.call.error,
    message: `${first.call.error.message}; the fallbacks failed too: ${told.join('; ')}`,
    retryable: failures.some(({ call }) => call.error.retryable),
  };
  return { ...last.call, error };
}
