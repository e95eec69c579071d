import type { Json } from './json.ts';

/** A request of a model to run a tool. `arguments` are parsed JSON, not text. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Json;
}

/** One turn of a conversation, as models see it and as an execution keeps it. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  /** Only on assistant messages that ask for tools. */
  readonly toolCalls?: readonly ToolCall[];
  /** Only on tool messages: the call that this answers. */
  readonly toolCallId?: string;
}
