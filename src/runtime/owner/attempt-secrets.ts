import type { Outcome } from '../../engine/index.ts';
import type { Json, ToolCall } from '../../kernel/index.ts';
import type { SecretReader } from '../ports/secret-store.ts';
import { maskedCall, maskedOutcome } from './masked-outcome.ts';
import { SecretMask } from './secret-mask.ts';

export type DeltaType = 'TextDelta' | 'ReasoningDelta';

/**
 * The secrets that one attempt has learnt, and keeps out of everything it says. An attempt that has learnt none, which
 * is nearly every one, says what it says as it is.
 */
export class AttemptSecrets {
  readonly #reader: SecretReader;
  readonly #ownerId: string;
  #mask: SecretMask | null = null;
  /** The ends of texts that may go on as secrets. */
  #held: Readonly<Partial<Record<DeltaType, string>>> | null = null;

  constructor(reader: SecretReader, ownerId: string) {
    this.#reader = reader;
    this.#ownerId = ownerId;
  }

  /** @throws AppError `secret/not-found`, `secret/unreadable`, `secret/no-key`, `database/unavailable` */
  async reveal(name: string): Promise<string> {
    const value = await this.#reader.reveal(this.#ownerId, name);
    this.#mask ??= new SecretMask();
    this.#mask.add(value);
    return value;
  }

  isIn(text: string): boolean {
    return this.#mask?.isIn(text) ?? false;
  }

  text(text: string): string {
    return this.#mask?.text(text) ?? text;
  }

  bytes(bytes: Uint8Array): Uint8Array {
    return this.#mask?.bytes(bytes) ?? bytes;
  }

  json(value: Json): Json {
    return this.#mask?.json(value) ?? value;
  }

  /** What may be said now of a text that comes in parts. */
  delta(type: DeltaType, text: string): string {
    if (this.#mask === null) return text;
    const { masked, rest } = this.#mask.start((this.#held?.[type] ?? '') + text);
    this.#held = { ...this.#held, [type]: rest };
    return masked;
  }

  /** What was held back of a text that has ended. */
  rest(type: DeltaType): string {
    if (this.#mask === null || this.#held === null) return '';
    const held = this.#held[type] ?? '';
    this.#held = { ...this.#held, [type]: '' };
    return this.#mask.end(held);
  }

  toolCall(call: ToolCall): ToolCall {
    return this.#mask === null ? call : maskedCall(call, this.#mask);
  }

  outcome(outcome: Outcome): Outcome {
    return this.#mask === null ? outcome : maskedOutcome(outcome, this.#mask);
  }

  /** For the server's log. */
  cause(cause: unknown): unknown {
    if (this.#mask === null) return cause;
    const { message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
    return Object.assign(new Error(this.text(message)), { stack: this.text(stack) });
  }
}
