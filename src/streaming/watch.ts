import type { Clock } from '../runtime/ports/clock.ts';
import type { EventLog } from '../runtime/ports/event-log.ts';
import type { Outage } from './outage.ts';

interface WatchOptions {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly outage: Outage;
  readonly everyMs: number;
  /** The executions to ask for. */
  readonly quiet: () => readonly string[];
  readonly onSequence: (executionId: string, sequence: number) => void;
}

/**
 * The one timer of a process that looks for what other processes have committed: one statement for all, so a lost
 * wake-up costs a second and never an event. Between `stop` and `start` there is no timer.
 */
export class Watch {
  readonly #options: WatchOptions;
  #cancel: (() => void) | null = null;
  /** A look that was under way when the watch was stopped must not set a timer, least of all after the next start. */
  #round = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#round += 1;
    this.#arm();
  }

  stop(): void {
    this.#round += 1;
    this.#cancel?.();
    this.#cancel = null;
  }

  /** Out of turn, whatever this process has committed itself. */
  lookFor(executionIds: readonly string[]): void {
    void this.#ask(executionIds);
  }

  #arm(): void {
    const { clock, everyMs } = this.#options;
    const round = this.#round;
    this.#cancel = clock.after(everyMs, () => {
      if (round === this.#round) void this.#look(round);
    });
  }

  async #look(round: number): Promise<void> {
    await this.#ask(this.#options.quiet());
    if (round === this.#round) this.#arm();
  }

  async #ask(executionIds: readonly string[]): Promise<void> {
    const { log, outage, onSequence } = this.#options;
    if (executionIds.length === 0) return;
    try {
      const sequences = await log.lastSequences(executionIds);
      outage.succeeded();
      for (const [executionId, sequence] of sequences) onSequence(executionId, sequence);
    } catch (cause) {
      outage.failed(cause);
    }
  }
}
