import type { ErrorCode } from '../../kernel/index.ts';
import type { NodeWorld } from '../node-behaviour.ts';
import { askModel, type Expectation, type ModelResult } from './ask-model.ts';
import type { ModelError } from './call-model.ts';
import type { ModelRequest } from './model-caller.ts';

/** Failures that the same model would repeat and another model may not have. */
const availability: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model/too-long',
  'model/unavailable',
  'model/unknown',
]);

type FailedResult = Extract<ModelResult, { status: 'failed' }>;

interface Failure {
  readonly request: ModelRequest;
  readonly result: FailedResult;
}

/**
 * Asks the first model, and the next one when it failed in a way that is the model's own, before it has said
 * anything that people or tools may have acted on. What was held back of the last answer is shown at the end, so what
 * is recorded of the attempt is what was streamed.
 * @throws RangeError if there are none to ask
 */
export async function askModels(
  requests: readonly ModelRequest[],
  expectation: Expectation,
  world: NodeWorld,
): Promise<ModelResult> {
  const result = await firstAnswer(requests, expectation, world);
  const { text } = result.answer;
  if (expectation.repairs && text !== '') world.text(text);
  return result;
}

async function firstAnswer(
  requests: readonly ModelRequest[],
  expectation: Expectation,
  world: NodeWorld,
): Promise<ModelResult> {
  const failures: Failure[] = [];
  for (const request of requests) {
    const result = await askModel(request, expectation, world);
    if (result.status !== 'failed') return result;
    failures.push({ request, result });
    if (!isWorthAnother(result, expectation)) break;
  }
  return summary(failures);
}

function isWorthAnother({ error, answer }: FailedResult, { repairs }: Expectation): boolean {
  const isShown = (!repairs && answer.text !== '') || answer.toolCalls.length > 0;
  return !isShown && (error.retryable || availability.has(error.code));
}

/** The error of the first model, with those of the fallbacks told. It is worth a retry if one of them is. */
function summary(failures: readonly Failure[]): FailedResult {
  const [first, ...others] = failures;
  const last = failures.at(-1);
  if (!first || !last) throw new RangeError('there are no models to ask');
  if (others.length === 0) return first.result;
  const told = others.map(
    ({ request, result }) => `${request.provider}/${request.model}: ${result.error.message}`,
  );
  const error: ModelError = {
    ...first.result.error,
    message: `${first.result.error.message}; the fallbacks failed too: ${told.join('; ')}`,
    retryable: failures.some(({ result }) => result.error.retryable),
  };
  return { ...last.result, error };
}
