import { AppError } from '../../kernel/index.ts';
import type { ModelRequest } from '../../nodes/index.ts';
import type { StreamPart } from './language-model.ts';

/** What is taken of one answer. */
export interface AnswerLimits {
  /** What stays in memory: characters that the model says, and bytes that came since and have said nothing yet. */
  readonly held: number;
  /** Bytes in all. A word costs some hundred of them. */
  readonly received: number;
  readonly toolCalls: number;
}

/** Some thirty times what models write at most. */
export const answerLimits: AnswerLimits = {
  held: 16 * 1024 * 1024,
  received: 256 * 1024 * 1024,
  toolCalls: 1000,
};

/** Measures an answer while it comes, and refuses it once it is longer than any can be meant to be. */
export class AnswerMeter {
  readonly #request: ModelRequest;
  readonly #limits: AnswerLimits;
  #received = 0;
  #said = 0;
  /** Bytes that came since something was said. */
  #unsaid = 0;
  readonly #toolCalls = { 'tool-input-start': 0, 'tool-call': 0 };
  #excess: AppError | null = null;

  constructor(request: ModelRequest, limits: AnswerLimits) {
    this.#request = request;
    this.#limits = limits;
  }

  /** What was too much; null: nothing was. */
  get excess(): AppError | null {
    return this.#excess;
  }

  /** @throws AppError `model/too-long` */
  received(bytes: number): void {
    this.#received += bytes;
    this.#unsaid += bytes;
    if (this.#received > this.#limits.received) {
      this.#refuse(
        `is longer than ${this.#limits.received} bytes as it is sent: look at what the provider sends`,
      );
    }
    this.#checkHeld();
  }

  /** @throws AppError `model/too-long` */
  heard(part: StreamPart): void {
    if (part.type === 'tool-input-start' || part.type === 'tool-call') this.#called(part.type);
    const said = lengthOf(part);
    if (said === 0) return;
    this.#said += said;
    this.#unsaid = 0;
    this.#checkHeld();
  }

  /** Many may be begun before the first is complete. */
  #called(how: 'tool-input-start' | 'tool-call'): void {
    this.#toolCalls[how] += 1;
    if (this.#toolCalls[how] <= this.#limits.toolCalls) return;
    this.#refuse(`calls tools more than ${this.#limits.toolCalls} times: offer it fewer, or another prompt`);
  }

  #checkHeld(): void {
    const { held } = this.#limits;
    if (this.#said + this.#unsaid <= held) return;
    this.#refuse(
      this.#unsaid > held
        ? `says nothing in ${held} bytes: look at what the provider sends`
        : `is longer than ${held} characters: set maxTokens`,
    );
  }

  #refuse(what: string): never {
    const { provider, model } = this.#request;
    this.#excess ??= new AppError('model/too-long', `the answer of ${provider}/${model} ${what}`);
    throw this.#excess;
  }
}

/** Characters that stay in memory. The arguments of a tool come in pieces first, and once more as a whole. */
function lengthOf(part: StreamPart): number {
  switch (part.type) {
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-input-delta':
      return part.delta.length;
    case 'tool-call':
      return part.toolName.length + part.toolCallId.length;
    default:
      return 0;
  }
}
