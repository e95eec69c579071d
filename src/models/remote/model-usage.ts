import { isJsonObject } from '../../kernel/index.ts';
import type { ModelUsage } from '../../nodes/index.ts';
import type { StreamPart } from './language-model.ts';

type CallUsage = Extract<StreamPart, { type: 'finish' }>['usage'];

/** Where the protocols of OpenAI, Anthropic and Google tell a number. */
const places = {
  input: ['prompt_tokens', 'input_tokens', 'promptTokenCount'],
  output: ['completion_tokens', 'output_tokens', 'candidatesTokenCount'],
  cached: ['prompt_tokens_details.cached_tokens', 'cache_read_input_tokens', 'cachedContentTokenCount'],
  cacheWrite: ['prompt_tokens_details.cache_write_tokens', 'cache_creation_input_tokens'],
  reasoning: [
    'completion_tokens_details.reasoning_tokens',
    'output_tokens_details.thinking_tokens',
    'thoughtsTokenCount',
  ],
} as const;

/**
 * What a call used. The SDK says 0 also where the provider said nothing; here that is null, and so is what cannot be a
 * number of tokens.
 */
export function modelUsage({ inputTokens: input, outputTokens: output, raw }: CallUsage): ModelUsage {
  const told = (count: number | undefined, where: readonly string[]): number | null => {
    if (count !== 0) return Number.isSafeInteger(count) && Number(count) > 0 ? Number(count) : null;
    return where.some((path) => typeof valueAt(raw, path) === 'number') ? 0 : null;
  };
  const inputTokens = told(input.total, places.input);
  const outputTokens = told(output.total, places.output);
  const cacheWriteTokens = told(input.cacheWrite, places.cacheWrite);
  return {
    inputTokens,
    outputTokens,
    cachedTokens: told(input.cacheRead, places.cached),
    reasoningTokens: told(output.reasoning, places.reasoning),
    totalTokens: inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens,
    ...(cacheWriteTokens === null ? {} : { cacheWriteTokens }),
  };
}

function valueAt(raw: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isJsonObject(value) ? value[key] : undefined), raw);
}
