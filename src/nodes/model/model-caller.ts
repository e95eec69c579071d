import type { Json, JsonObject, Message, ToolCall } from '../../kernel/index.ts';

/** Tokens of one provider call. What the provider did not tell is null, never 0. */
export interface ModelUsage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly totalTokens: number | null;
  /** Of those that were sent, how many the provider has put into its cache. Absent: it did not say. */
  readonly cacheWriteTokens?: number;
}

/** A tool that the model may ask for. `inputSchema` is a JSON Schema. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}

export interface ModelRequest {
  /** A configured provider, e.g. `offline` or `openai`. */
  readonly provider: string;
  readonly model: string;
  readonly messages: readonly Message[];
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly topP?: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly tools?: readonly ToolDefinition[];
  /** JSON Schema that the answer must satisfy, where the provider supports it. */
  readonly responseSchema?: JsonObject;
  /** The caller ends a silent call itself; left out, the idle timeout of the provider's settings holds. */
  readonly isListenedTo?: true;
  /** Begins with `<executionId>:<path>`. The same for every attempt of one activation that asks this. */
  readonly idempotencyKey: string;
  /** Settings of one provider, passed on as they are. */
  readonly providerOptions?: JsonObject;
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other';

/** What a model streams. A stream that ends without `finish` was cut and has thrown. */
export type ModelChunk =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'toolCall'; readonly call: ToolCall }
  | { readonly type: 'usage'; readonly usage: ModelUsage }
  | { readonly type: 'finish'; readonly reason: FinishReason; readonly metadata?: Json };

/** What the `model` kind asks of the world. */
export interface ModelCaller {
  /**
   * Streams one call. Makes exactly one provider request: retrying is the node's business.
   * Aborting `signal` closes the provider's connection.
   * @throws AppError with a `model/…` code, `retryable` set by what the provider said.
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelChunk>;
}
