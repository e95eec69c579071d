import type { PgBoss } from 'pg-boss';
import type { Clock } from '../runtime/ports/clock.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { Recurring } from '../runtime/recurring.ts';
import { executionQueue, timerQueue } from './queues.ts';

const passMs = 1_000;
/**
 * A pass counts all jobs of the queue, and of timers there may be very many: 230 ms for a million. A timer's job is
 * active for milliseconds, so a dead process seldom holds one.
 */
const timerPasses = 4;

/** Has pg-boss free the jobs of processes whose heartbeat has stopped. Processes share the work by its claims. */
export function supervision(boss: PgBoss, clock: Clock, log: ServerLog): Recurring {
  let passes = 0;
  return new Recurring({
    everyMs: passMs,
    turn: async () => {
      await boss.supervise(executionQueue);
      passes += 1;
      if (passes % timerPasses === 0) await boss.supervise(timerQueue);
    },
    failure: 'jobs of dead processes could not be freed',
    clock,
    log,
  });
}
