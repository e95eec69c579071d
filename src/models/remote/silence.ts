import { AppError } from '../../kernel/index.ts';
import type { ModelRequest } from '../../nodes/index.ts';
import type { Clock } from '../../runtime/ports/clock.ts';

/** Ends a call in which nothing is heard for too long. */
export class Silence {
  readonly #controller = new AbortController();
  readonly #limitMs: number;
  readonly #request: ModelRequest;
  readonly #clock: Clock;
  #disarm: () => void = () => {};

  constructor(limitMs: number, request: ModelRequest, clock: Clock) {
    this.#limitMs = limitMs;
    this.#request = request;
    this.#clock = clock;
  }

  /** Aborted with an AppError `model/interrupted`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on the provider is to say something. */
  listen(): void {
    this.#disarm = this.#clock.after(this.#limitMs, () => {
      const { provider, model } = this.#request;
      const message = `nothing was heard of ${provider}/${model} for ${this.#limitMs} ms`;
      this.#controller.abort(new AppError('model/interrupted', message, { retryable: true }));
    });
  }

  /** It has said something, or need not say any more. */
  end(): void {
    this.#disarm();
  }
}
