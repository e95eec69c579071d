import type { Clock } from '../ports/clock.ts';

/** What has lived so long with an execution is not killed by it at once. */
const longestTurnMs = 10_000;

/**
 * Lets executions whose workers keep dying in one at a time. When a worker dies, all it moved looks guilty alike; of
 * those that were let in alone, only one was there.
 */
export class SuspectGate {
  readonly #clock: Clock;
  #last: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the one before has left, or was in for long. @returns how to leave */
  async enter(): Promise<() => void> {
    const before = this.#last;
    const turn = Promise.withResolvers<void>();
    this.#last = turn.promise;
    await before;
    const disarm = this.#clock.after(longestTurnMs, turn.resolve);
    return () => {
      disarm();
      turn.resolve();
    };
  }
}
