import { setImmediate } from 'node:timers/promises';
import { createPgBossDispatcher } from '../../src/dispatch/index.ts';
import type { Dispatcher } from '../../src/runtime/ports/dispatcher.ts';
import type { Transaction } from '../../src/runtime/ports/transaction.ts';
import { createTestDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { MemoryDispatcher, MemoryJobs } from '../support/memory-dispatcher.ts';
import { openTestPool } from '../support/test-pool.ts';
import { DatabaseTime } from './dispatcher-database-time.ts';
import { ObservedPool } from './dispatcher-observed-pool.ts';
import { silentServerLog } from './dispatcher-silent-log.ts';

/** A process of the fleet. Its time stands still while nobody lets it pass: as if it were frozen, or dead. */
export interface FleetProcess {
  readonly dispatcher: Dispatcher;
  readonly clock: ManualClock;
}

/** Some processes with one database between them. */
export interface Fleet {
  process(): FleetProcess;
  /** Each statement is a transaction of its own. */
  readonly transaction: Transaction;
  /** The database's time: milliseconds since 1970. */
  now(): number;
  /** Lets time pass in the database and in these processes, and what that causes happen. */
  elapse(milliseconds: number, ...processes: readonly FleetProcess[]): Promise<void>;
  /** Resolves when no statement is under way and none follows. */
  settle(): Promise<void>;
  /** Empties the database; the processes must have stopped. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const stepMs = 500;
/** What one turn of the event loop causes may show only some turns later. */
const quietTurns = 5;
export async function createMemoryFleet(): Promise<Fleet> {
  const time = new ManualClock();
  let jobs = new MemoryJobs(time);
  const settle = async () => {
    for (let turn = 0; turn < quietTurns; turn++) await setImmediate();
  };
  return {
    process: () => {
      const clock = new ManualClock();
      clock.advance(time.now() - clock.now());
      return { clock, dispatcher: new MemoryDispatcher({ clock, jobs }) };
    },
    transaction: { query: async () => ({ rows: [] }) },
    now: () => time.now(),
    elapse: (milliseconds, ...processes) =>
      inSteps(milliseconds, async (step) => {
        time.advance(step);
        for (const { clock } of processes) clock.advance(step);
        await settle();
      }),
    settle,
    clear: async () => {
      jobs = new MemoryJobs(time);
    },
    close: async () => undefined,
  };
}

export async function createPgBossFleet(): Promise<Fleet> {
  const database = await createTestDatabase();
  const observed = new ObservedPool(database.url);
  const { pool } = observed;
  const admin = openTestPool(database.url, 10);
  const first = createPgBossDispatcher({ database: { pool }, log: silentServerLog });
  await first.open();
  await first.stop();
  const time = await DatabaseTime.take(admin, new ManualClock().now());
  const settle = () => observed.quiet();
  return {
    process: () => {
      const clock = new ManualClock();
      clock.advance(time.now() - clock.now());
      return {
        clock,
        dispatcher: createPgBossDispatcher({ database: { pool }, clock, log: silentServerLog }),
      };
    },
    transaction: admin,
    now: () => time.now(),
    elapse: (milliseconds, ...processes) =>
      inSteps(milliseconds, async (step) => {
        await time.advance(step);
        for (const { clock } of processes) clock.advance(step);
        await settle();
      }),
    settle,
    clear: async () => {
      await admin.query('delete from pgboss.job');
    },
    close: async () => {
      await Promise.all([admin.end(), pool.end()]);
      await database.drop();
    },
  };
}

async function inSteps(milliseconds: number, pass: (step: number) => Promise<void>): Promise<void> {
  for (let left = milliseconds; left > 0; left -= stepMs) await pass(Math.min(left, stepMs));
}
