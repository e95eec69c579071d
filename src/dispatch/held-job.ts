import type { JobAttempt } from './job-source.ts';

/** A job that this process has taken and not yet given back. */
export class HeldJob {
  readonly attempt: JobAttempt;
  /** Of the clock that never jumps. */
  readonly takenAt: number;
  readonly #controller = new AbortController();

  constructor(attempt: JobAttempt, takenAt: number) {
    this.attempt = attempt;
    this.takenAt = takenAt;
  }

  /** Aborts when the work must stop: somebody else has the job, or shall have it. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  letGo(reason: string): void {
    this.#controller.abort(new Error(`job ${this.attempt.id} ${reason}`));
  }
}
