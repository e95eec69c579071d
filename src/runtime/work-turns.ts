import { FairQueue } from '../kernel/index.ts';

/**
 * Turns for work that a process does without a pause, such as the validation of a large workflow. Between two of them
 * it does all else that is due, and owners take turns: whoever asks for a hundred at once holds up nobody but himself.
 */
export class WorkTurns {
  readonly #waiting = new FairQueue<() => void>();
  #giving = false;

  /** Resolves when it is the owner's turn, which ends when he first waits for something. */
  next(ownerId: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(ownerId, resolve);
      if (!this.#giving) this.#give();
    });
  }

  readonly #give = (): void => {
    const next = this.#waiting.next();
    this.#giving = next !== undefined;
    if (!next) return;
    next();
    setImmediate(this.#give);
  };
}
