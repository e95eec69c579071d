import type { JsonObject } from '../../kernel/index.ts';

/** A template that is shipped with Chatter. Its `version` moves with every change: servers upgrade what they have. */
export interface BuiltInTemplate {
  /** The same on every server, and for ever. */
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** Whoever reads it must know whether this is the one to take. */
  readonly description: string;
  readonly category:
    | 'general'
    | 'customer_support'
    | 'programming'
    | 'educational'
    | 'business'
    | 'creative'
    | 'data_analysis';
  readonly tags: readonly string[];
  readonly graph: JsonObject;
  readonly parameters: JsonObject;
  readonly requirements: {
    readonly tools: readonly string[];
    readonly models: readonly string[];
    readonly documents: readonly string[];
  };
}

/** Which models answer is said by the request: so every template runs on every server. */
export const needsNothing = { tools: [], models: [], documents: [] } as const;

/** What is said to it, as `message` of the request. */
export const messageInput: JsonObject = {
  type: 'object',
  properties: { message: { type: 'string', description: 'What the user says.' } },
  required: ['message'],
};

/** `{{ params.language }}`, where texts that models write have a language. */
export const languageParameter: JsonObject = {
  type: 'string',
  description: 'The language of the answer; that of the question where it is left as it is.',
  default: 'the language of the user',
  examples: ['English', 'German'],
  maxLength: 50,
};
