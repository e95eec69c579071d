import { AppError, type Json } from '../../kernel/index.ts';
import type { FinishReason, ModelChunk, ModelRequest, ModelUsage } from '../../nodes/index.ts';
import type { StreamPart } from './language-model.ts';

/**
 * What a part of the stream says; nothing of interest: an empty list.
 * @throws AppError `model/interrupted`, `model/malformed`, and what the provider's stream failed with
 */
export function modelChunks(part: StreamPart, request: ModelRequest): readonly ModelChunk[] {
  switch (part.type) {
    case 'text-delta':
      return [{ type: 'text', text: part.delta }];
    case 'reasoning-delta':
      return [{ type: 'reasoning', text: part.delta }];
    case 'tool-call': {
      const { toolCallId: id, toolName: name, input } = part;
      return [{ type: 'toolCall', call: { id, name, arguments: argumentsOf(input, name, request) } }];
    }
    case 'finish':
      return [{ type: 'usage', usage: usageOf(part.usage) }, ...finish(part.finishReason.unified, request)];
    case 'error':
      throw part.error;
    default:
      return [];
  }
}

type Finish = Extract<StreamPart, { type: 'finish' }>;

function finish(reason: Finish['finishReason']['unified'], request: ModelRequest): readonly ModelChunk[] {
  if (reason !== 'error' && reason !== 'interrupted')
    return [{ type: 'finish', reason: reason satisfies FinishReason }];
  const message = `the answer of ${request.provider}/${request.model} ended without its end`;
  throw new AppError('model/interrupted', message, { retryable: true });
}

function argumentsOf(input: string, tool: string, { provider, model }: ModelRequest): Json {
  if (input.trim() === '') return {};
  try {
    return JSON.parse(input);
  } catch (cause) {
    const message = `${provider}/${model} called tool "${tool}" with arguments that are no JSON`;
    throw new AppError('model/malformed', message, { retryable: true, cause });
  }
}

function usageOf({ inputTokens: input, outputTokens: output }: Finish['usage']): ModelUsage {
  return {
    inputTokens: input.total ?? null,
    outputTokens: output.total ?? null,
    cachedTokens: input.cacheRead ?? null,
    reasoningTokens: output.reasoning ?? null,
    totalTokens: input.total === undefined || output.total === undefined ? null : input.total + output.total,
  };
}
