import type { AnalyticsFold } from '../ports/analytics-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { ServerLog } from '../ports/server-log.ts';

const everyMs = 5000;
const batchSize = 2000;

interface FoldingParts {
  readonly fold: AnalyticsFold;
  readonly clock: Clock;
  readonly log: ServerLog;
}

/**
 * Adds what has ended to the sums of the analytics, every few seconds, in batches that hold no lock for long. Nobody
 * waits for it: what it has not come to yet, reads add themselves.
 */
export class AnalyticsFolding {
  readonly #parts: FoldingParts;
  #disarm: () => void = () => {};
  #stopped = false;
  #folding: Promise<void> = Promise.resolve();

  constructor(parts: FoldingParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#disarm = this.#parts.clock.after(everyMs, () => {
      this.#folding = this.foldAll().then(() => {
        if (!this.#stopped) this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#disarm();
    await this.#folding;
  }

  /** Everything that waits. What fails is done at the next turn. */
  async foldAll(): Promise<void> {
    const { fold, log } = this.#parts;
    try {
      while (!this.#stopped && (await fold.fold(batchSize)) === batchSize);
    } catch (error) {
      log.warn('analytics could not be added up; trying again', { error });
    }
  }
}
