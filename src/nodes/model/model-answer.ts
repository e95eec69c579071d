import { type Json, LongText, type ToolCall } from '../../kernel/index.ts';
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

/** What a model says, while it does. */
export class GrowingAnswer {
  readonly #text = new LongText();
  #rest = noAnswer;

  /** The answer as far as it was heard. */
  get soFar(): ModelAnswer {
    return { ...this.#rest, text: this.#text.toString() };
  }

  add(chunk: ModelChunk): void {
    if (chunk.type === 'text') this.#text.add(chunk.text);
    else this.#rest = withChunk(this.#rest, chunk);
  }
}

function withChunk(answer: ModelAnswer, chunk: Exclude<ModelChunk, { type: 'text' }>): ModelAnswer {
  switch (chunk.type) {
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
