import type { Clock } from '../ports/clock.ts';
import type { Dispatcher } from '../ports/dispatcher.ts';
import type { ExecutionStore } from '../ports/execution-store.ts';
import type { ServerLog } from '../ports/server-log.ts';

const everyMs = 10_000;
const pageSize = 1000;

interface SweepParts {
  readonly store: Pick<ExecutionStore, 'unparked' | 'requeue'>;
  readonly dispatcher: Pick<Dispatcher, 'withoutJob' | 'nudge'>;
  readonly clock: Clock;
  readonly log: ServerLog;
}

/** Finds the live executions that no job would move and gives them one: the truth never depends on a job's row. */
export class Sweep {
  readonly #parts: SweepParts;
  #disarm: () => void = () => {};
  #stopped = false;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(parts: SweepParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#disarm = this.#parts.clock.after(everyMs, () => {
      this.#sweeping = this.sweep().then(() => {
        if (!this.#stopped) this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#disarm();
    await this.#sweeping;
  }

  /** One look at all of them. What fails is done at the next turn. */
  async sweep(): Promise<void> {
    const { store, log } = this.#parts;
    try {
      for (let after: string | null = null; ; ) {
        const page = await store.unparked(after, pageSize);
        await this.#requeue(page);
        after = page.at(-1) ?? null;
        if (page.length < pageSize) return;
      }
    } catch (error) {
      log.warn('stranded executions could not be looked for; trying again', { error });
    }
  }

  async #requeue(executionIds: readonly string[]): Promise<void> {
    const { store, dispatcher, log } = this.#parts;
    const stranded = executionIds.length === 0 ? [] : await dispatcher.withoutJob(executionIds);
    if (stranded.length === 0) return;
    log.warn('executions had no job and were given one', { count: stranded.length, first: stranded[0] });
    await store.requeue(stranded);
    dispatcher.nudge();
  }
}
