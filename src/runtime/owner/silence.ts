import { AppError } from '../../kernel/index.ts';
import type { ModelCaller } from '../../nodes/index.ts';
import type { Clock } from '../ports/clock.ts';

interface SilenceParts {
  /** The node's `idleTimeoutMs`. */
  readonly limitMs: number;
  readonly clock: Clock;
}

/**
 * Notices that nothing is heard of an attempt for too long. Then the call of a model that it waits for is broken off: the
 * node may ask another one. Where there is none, or it does not end, the attempt itself is given up.
 */
export class Silence {
  readonly #parts: SilenceParts;
  readonly #calls = new Set<AbortController>();
  /** Waits for which the other side cannot be blamed: the node has a piece of an answer in hand, or its turn has not come. */
  #excused = 0;
  #heardAt = 0;
  #disarm: () => void = () => {};

  constructor(parts: SilenceParts) {
    this.#parts = parts;
  }

  get limitMs(): number {
    return this.#parts.limitMs;
  }

  /** Begins to listen; `onSilence` is called at most once. */
  start(onSilence: () => void): void {
    this.heard();
    this.#arm(this.limitMs, onSilence);
  }

  /** A sign of life. It sets no timer, for there may be many. */
  heard(): void {
    this.#heardAt = this.#parts.clock.monotonic();
  }

  stop(): void {
    this.#disarm();
  }

  /** While this goes on, nothing can be heard. */
  async excusing<T>(wait: Promise<T>): Promise<T> {
    this.#excused += 1;
    try {
      return await wait;
    } finally {
      this.#excused -= 1;
      this.heard();
    }
  }

  /** The same models, of whose answers every piece is a sign of life. */
  listeningTo(models: ModelCaller): ModelCaller {
    return { stream: (request, signal) => this.#listen(models, request, signal) };
  }

  async *#listen(models: ModelCaller, ...[request, signal]: Parameters<ModelCaller['stream']>) {
    const call = new AbortController();
    const either = AbortSignal.any([signal, call.signal]);
    this.#calls.add(call);
    this.heard();
    try {
      for await (const chunk of models.stream({ ...request, isListenedTo: true }, either)) {
        this.#excused += 1;
        try {
          yield chunk;
        } finally {
          this.#excused -= 1;
          this.heard();
        }
      }
    } catch (cause) {
      throw call.signal.aborted ? this.#interrupted(request) : cause;
    } finally {
      this.#calls.delete(call);
    }
  }

  #arm(delayMs: number, onSilence: () => void): void {
    const { clock } = this.#parts;
    this.#disarm = clock.after(delayMs, () => {
      if (this.#goesOn(onSilence)) return;
      // Where the process stood still, timers have their turn before what has come meanwhile: that has it first.
      this.#disarm = clock.after(0, () => {
        if (!this.#goesOn(onSilence)) this.#giveUp(onSilence);
      });
    });
  }

  /** Something was heard lately: it listens on. */
  #goesOn(onSilence: () => void): boolean {
    if (this.#excused > 0) this.heard();
    const leftMs = this.#heardAt + this.limitMs - this.#parts.clock.monotonic();
    if (leftMs > 0) this.#arm(leftMs, onSilence);
    return leftMs > 0;
  }

  #giveUp(onSilence: () => void): void {
    const calls = [...this.#calls];
    if (calls.length === 0) {
      onSilence();
      return;
    }
    this.#calls.clear();
    for (const call of calls) call.abort();
    this.start(onSilence);
  }

  #interrupted({ provider, model }: { readonly provider: string; readonly model: string }): AppError {
    const message = `nothing was heard of ${provider}/${model} for ${this.limitMs} ms (idleTimeoutMs)`;
    return new AppError('model/interrupted', message, { retryable: true });
  }
}
