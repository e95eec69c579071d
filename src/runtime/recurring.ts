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
 * Work that comes round: a turn begins so long after the start, and so long after the turn before it has ended. One
 * that fails is said, and the next comes all the same.
 */
export class Recurring {
  readonly #options: RecurringOptions;
  readonly #stopped = new AbortController();
  #disarm: () => void = () => {};
  #turn: Promise<void> = Promise.resolve();

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
    } catch (error) {
      log.warn(`${failure}; trying again`, { error });
    }
    if (!signal.aborted) this.start();
  }
}
