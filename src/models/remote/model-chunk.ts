import { AppError, type Json } from '../../kernel/index.ts';
import { type FinishReason, type ModelChunk, type ModelRequest, parseJson } from '../../nodes/index.ts';
import type { StreamPart } from './language-model.ts';
import { modelUsage } from './model-usage.ts';

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
      return [
        { type: 'usage', usage: modelUsage(part.usage) },
        ...finish(part.finishReason.unified, request),
      ];
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
  throw endless(request);
}

/** The stream ended, but the answer did not. */
export function endless({ provider, model }: ModelRequest): AppError {
  const message = `the answer of ${provider}/${model} ended without its end`;
  return new AppError('model/interrupted', message, { retryable: true });
}

function argumentsOf(input: string, tool: string, { provider, model }: ModelRequest): Json {
  if (input.trim() === '') return {};
  const parsed = parseJson(input);
  if (parsed.ok) return parsed.value;
  const message = `${provider}/${model} called tool "${tool}" with arguments that cannot be used: ${parsed.error}`;
  throw new AppError('model/malformed', message, { retryable: true });
}
