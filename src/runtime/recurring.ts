import type { Clock } from './ports/clock.ts';
import type { ServerLog } from './ports/server-log.ts';

interface RecurringOptions {
  readonly everyMs: number;
  /** One turn. It begins nothing more once `signal` aborts. */
  readonly turn: (signal: AbortSignal) => Promise<void>;
  /** What the server's log says where a turn fails. */
  readonly failure: string;
  readonly clock: Clock;
  readonly log: Pick<ServerLog, 'warn'>;
}

/**
 * Work that is done again and again: each turn begins `everyMs` after the start, or after the end of the turn before. A turn
 * that fails does not keep the next from coming. It is logged, but only once until a turn succeeds: while the database is
 * away for hours, the log must not fill with what everybody knows.
 */
export class Recurring {
  readonly #options: RecurringOptions;
  readonly #stopped = new AbortController();
  #disarm: () => void = () => {};
  #turn: Promise<void> = Promise.resolve();
  #failing = false;

  constructor(options: RecurringOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, everyMs } = this.#options;
    this.#disarm = clock.after(everyMs, () => {
      this.#turn = this.#take();
    });
  }

  /** For good. Resolves when the turn under way has ended. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#disarm();
    await this.#turn;
  }

  async #take(): Promise<void> {
    const { turn, failure, log } = this.#options;
    const { signal } = this.#stopped;
    try {
      await turn(signal);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) log.warn(`${failure}; trying again`, { error });
      this.#failing = true;
    }
    if (!signal.aborted) this.start();
  }
}
