import type { NodeError } from '../../engine/index.ts';
import { AppError, type ErrorCode } from '../../kernel/index.ts';
import type { NodeWorld, UsedModel } from '../node-behaviour.ts';
import { GrowingAnswer, type ModelAnswer, noAnswer } from './model-answer.ts';
import type { ModelChunk, ModelRequest, ModelUsage } from './model-caller.ts';
import { untilAborted } from './until-aborted.ts';

export interface ModelError extends NodeError {
  readonly code: ErrorCode;
}

/** How one provider call ended. `answer` holds what was heard until then. */
export type ModelCall =
  | { readonly status: 'answered'; readonly answer: ModelAnswer }
  | { readonly status: 'failed'; readonly answer: ModelAnswer; readonly error: ModelError }
  | { readonly status: 'aborted'; readonly answer: ModelAnswer };

/** What is refused before anything is sent. */
const uncalled: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model/unknown',
  'limit/cost',
  'limit/cost-unknown',
]);

/**
 * Makes one provider call and passes on what it streams; its text only if `showsText`. Its usage is recorded once,
 * however it ends; what the provider did not say is unknown. A model that is refused before it is called uses nothing.
 * @throws what the caller of models throws beside AppError
 */
export async function callModel(
  request: ModelRequest,
  world: NodeWorld,
  showsText: boolean,
): Promise<ModelCall> {
  const { models, signal } = world;
  if (signal.aborted) return { status: 'aborted', answer: noAnswer };
  const growing = new GrowingAnswer();
  let isCalled = true;
  try {
    for await (const chunk of untilAborted(models.stream(request, signal), signal)) {
      growing.add(chunk);
      if (showsText || chunk.type !== 'text') passOn(chunk, world);
    }
    const answer = growing.soFar;
    if (answer.finishReason !== null) return { status: 'answered', answer };
    return signal.aborted
      ? { status: 'aborted', answer }
      : { status: 'failed', answer, error: cutOff(request) };
  } catch (cause) {
    const answer = growing.soFar;
    if (signal.aborted) return { status: 'aborted', answer };
    if (!AppError.is(cause)) throw cause;
    isCalled = !uncalled.has(cause.code);
    return { status: 'failed', answer, error: errorOf(cause) };
  } finally {
    if (isCalled) world.usage(usedModel(request, growing.soFar.usage));
  }
}

function passOn(chunk: ModelChunk, world: NodeWorld): void {
  if (chunk.type === 'text' && chunk.text !== '') world.text(chunk.text);
  if (chunk.type === 'reasoning' && chunk.text !== '') world.reasoning(chunk.text);
  if (chunk.type === 'toolCall') world.toolCall(chunk.call);
}

/** The price is nothing that a model tells: who keeps the books knows it. */
function usedModel({ provider, model }: ModelRequest, used: ModelUsage): UsedModel {
  const { cacheWriteTokens, ...tokens } = used;
  const { inputTokens, outputTokens, totalTokens } = tokens;
  const sum = inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens;
  const calls = { costMicroUsd: null, modelCalls: 1, toolCalls: 0 };
  return {
    provider,
    model,
    usage: { ...tokens, totalTokens: totalTokens ?? sum, ...calls },
    ...(cacheWriteTokens === undefined ? {} : { cacheWriteTokens }),
  };
}

function cutOff({ provider, model }: ModelRequest): ModelError {
  const message = `the answer of ${provider}/${model} broke off before its end`;
  return { code: 'model/interrupted', message, retryable: true };
}

function errorOf({ code, message, retryable, details }: AppError): ModelError {
  const { retryAfterMs } = details;
  return {
    code,
    message,
    retryable,
    ...(typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? { retryAfterMs } : {}),
    ...(Object.keys(details).length > 0 ? { details } : {}),
  };
}
