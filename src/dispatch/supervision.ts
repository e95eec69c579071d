import type { PgBoss } from 'pg-boss';
import type { Clock } from '../runtime/ports/clock.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { executionQueue, timerQueue } from './queues.ts';

const passMs = 1_000;
/**
 * A pass counts all jobs of the queue, and of timers there may be very many: 230 ms for a million. A timer's job is
 * active for milliseconds, so a dead process seldom holds one.
 */
const timerPasses = 4;

/** Has pg-boss free the jobs of processes whose heartbeat has stopped. Processes share the work by its claims. */
export class Supervision {
  readonly #boss: PgBoss;
  readonly #clock: Clock;
  readonly #log: ServerLog;
  #passes = 0;
  #stopped = false;
  #cancel = () => {};
  #pass: Promise<void> = Promise.resolve();

  constructor(boss: PgBoss, clock: Clock, log: ServerLog) {
    this.#boss = boss;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#cancel = this.#clock.after(passMs, () => {
      this.#pass = this.#supervise().finally(() => {
        if (!this.#stopped) this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#pass;
  }

  async #supervise(): Promise<void> {
    try {
      await this.#boss.supervise(executionQueue);
      if (++this.#passes % timerPasses === 0) await this.#boss.supervise(timerQueue);
    } catch (error) {
      this.#log.warn('jobs of dead processes could not be freed; trying again', { error });
    }
  }
}
