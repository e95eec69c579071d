import type { Json, ToolCall } from '../../kernel/index.ts';
import type { FinishReason, ModelChunk, ModelUsage } from './model-caller.ts';

/** What a model has said so far. */
export interface ModelAnswer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly usage: ModelUsage;
  /** Null: it has not finished. */
  readonly finishReason: FinishReason | null;
  readonly metadata: Json;
}

const unknownUsage: ModelUsage = {
  inputTokens: null,
  outputTokens: null,
  cachedTokens: null,
  reasoningTokens: null,
  totalTokens: null,
};

export const noAnswer: ModelAnswer = {
  text: '',
  toolCalls: [],
  usage: unknownUsage,
  finishReason: null,
  metadata: null,
};

/** The answer with one more piece of the stream in it. */
export function withChunk(answer: ModelAnswer, chunk: ModelChunk): ModelAnswer {
  switch (chunk.type) {
    case 'text':
      return { ...answer, text: answer.text + chunk.text };
    case 'reasoning':
      return answer;
    case 'toolCall':
      return { ...answer, toolCalls: [...answer.toolCalls, chunk.call] };
    case 'usage':
      return { ...answer, usage: chunk.usage };
    case 'finish':
      return { ...answer, finishReason: chunk.reason, metadata: chunk.metadata ?? null };
  }
}
