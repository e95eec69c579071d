import { err, type Json, type Message, ok, type Result } from '../../kernel/index.ts';
import type { JsonSchema } from '../json-schema/json-schema.ts';
import type { NodeWorld } from '../node-behaviour.ts';
import { callModel, type ModelCall } from './call-model.ts';
import { debugRequest, debugResult } from './debug-model.ts';
import type { ModelAnswer } from './model-answer.ts';
import type { ModelRequest } from './model-caller.ts';
import { structuredData } from './structured-data.ts';

/** What an answer must be. */
export interface Expectation {
  /** Null: anything. */
  readonly schema: JsonSchema | null;
  /** Whether a wrong answer is sent back once. No text is shown then, for it may turn out to be wrong. */
  readonly repairs: boolean;
}

/** How a model was asked: `data` is what its answer holds, null where nothing was expected. */
export type ModelResult =
  | { readonly status: 'answered'; readonly answer: ModelAnswer; readonly data: Json }
  | Exclude<ModelCall, { status: 'answered' }>;

/** Asks one model, and where its answer is wrong once more, with what is wrong with it. */
export async function askModel(
  request: ModelRequest,
  expectation: Expectation,
  world: NodeWorld,
): Promise<ModelResult> {
  const first = await askOnce(request, expectation, world);
  if (first.status !== 'answered') return first;
  const data = dataOf(first.answer, expectation);
  if (data.ok) return { ...first, data: data.value };
  if (!expectation.repairs) return malformed(first.answer, data.error);
  const second = await askOnce(repairOf(request, first.answer, data.error), expectation, world);
  if (second.status !== 'answered') return second;
  const repaired = dataOf(second.answer, expectation);
  return repaired.ok
    ? { ...second, data: repaired.value }
    : malformed(second.answer, `${repaired.error}, after it was asked to repair it`);
}

async function askOnce(
  request: ModelRequest,
  { repairs }: Expectation,
  world: NodeWorld,
): Promise<ModelCall> {
  debugRequest(request, world);
  const call = await callModel(request, world, !repairs);
  debugResult(request, call, world);
  return call;
}

/** Who asks for tools has not answered yet. */
function dataOf(
  { text, toolCalls, finishReason }: ModelAnswer,
  { schema }: Expectation,
): Result<Json, string> {
  if (schema === null || toolCalls.length > 0) return ok(null);
  const data = structuredData(text, schema);
  if (data.ok || finishReason !== 'length') return data;
  return err(`${data.error} (it was cut at its maximum of tokens)`);
}

function malformed(answer: ModelAnswer, wrong: string): ModelResult {
  const message = `the answer does not satisfy structuredOutput: ${wrong}`;
  return { status: 'failed', answer, error: { code: 'model/malformed', message, retryable: true } };
}

/** Another question, so it has a key of its own. The schema is in it: not every provider passes it to its model. */
function repairOf(request: ModelRequest, { text }: ModelAnswer, wrong: string): ModelRequest {
  const schema = JSON.stringify(request.responseSchema);
  const content = `This answer cannot be used: ${wrong}. Answer again, with nothing but JSON that satisfies this JSON Schema: ${schema}`;
  const said: readonly Message[] = text.trim() === '' ? [] : [{ role: 'assistant', content: text }];
  return {
    ...request,
    messages: [...request.messages, ...said, { role: 'user', content }],
    idempotencyKey: `${request.idempotencyKey}:repair`,
  };
}
