import { AppError } from '../../kernel/index.ts';
import type { ModelRequest } from '../../nodes/index.ts';
import { mostCostOf, priceAt } from '../model-price.ts';
import type { ModelInfo } from '../ports/models.ts';

/** What providers send along that nobody sees: the frame of a conversation, and how answers and tools are to be used. */
const unseenTokens = 512;

/**
 * What a call costs at most, in micro US dollars.
 * @throws AppError `limit/cost-unknown`
 */
export function mostCost(request: ModelRequest, known: ModelInfo | null, at: number): number {
  const asked = `${request.provider}/${request.model}`;
  const price = known && priceAt(known, at);
  if (known === null || price === null)
    throw unknown(`the price of ${asked} is unknown`, 'have its price configured');
  const inputTokens = mostInputTokens(request);
  const outputTokens = price.output === 0 && price.reasoning === 0 ? 0 : mostOutputTokens(request, known);
  const most = mostCostOf(price, inputTokens, outputTokens);
  if (most === null) throw unknown(`what a call of ${asked} costs is beyond counting`, 'send less');
  return most;
}

/** A token has one byte at least, as JSON writes what is sent. */
function mostInputTokens({ messages, tools, responseSchema }: ModelRequest): number {
  return Buffer.byteLength(JSON.stringify({ messages, tools, responseSchema })) + unseenTokens;
}

/** Options of a provider may let an answer be longer than `maxTokens`: reasoning may be added to it. */
function mostOutputTokens(
  { provider, model, maxTokens, providerOptions }: ModelRequest,
  known: ModelInfo,
): number {
  const asked = providerOptions === undefined ? maxTokens : undefined;
  const most = Math.min(asked ?? Infinity, known.maxOutputTokens ?? Infinity);
  if (most !== Infinity) return most;
  const help =
    maxTokens === undefined
      ? 'set maxTokens of the node, or have maxOutputTokens of the model configured'
      : 'its providerOptions may make it longer than maxTokens: have maxOutputTokens of the model configured';
  throw unknown(`how long an answer of ${provider}/${model} can be is unknown`, help);
}

function unknown(what: string, help: string): AppError {
  return new AppError('limit/cost-unknown', `${what}, so limits.maxCostUsd cannot be kept: ${help}`);
}
