import { FairQueue } from '../kernel/index.ts';
import type { Clock } from './ports/clock.ts';

/** After work that is over sooner, the next turn begins at once. */
const shortMs = 10;

/**
 * Turns for work that blocks the process, such as the validation of a large workflow. After each turn the process is free
 * for everything else, for as long as the turn took. Owners take turns: whoever asks for a hundred at once holds up nobody
 * but himself.
 */
export class WorkTurns {
  readonly #clock: Pick<Clock, 'monotonic' | 'after'>;
  readonly #waiting = new FairQueue<() => void>();
  #giving = false;
  #begun = 0;

  constructor(clock: Pick<Clock, 'monotonic' | 'after'>) {
    this.#clock = clock;
  }

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
    this.#begun = this.#clock.monotonic();
    next();
    setImmediate(this.#rest);
  };

  readonly #rest = (): void => {
    const took = this.#clock.monotonic() - this.#begun;
    if (took < shortMs) this.#give();
    else this.#clock.after(took, this.#give);
  };
}
