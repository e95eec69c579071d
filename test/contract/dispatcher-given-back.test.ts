import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPgBossDispatcher } from '../../src/dispatch/index.ts';
import type { Dispatcher, JobHandlers } from '../../src/runtime/ports/dispatcher.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { openTestPool } from '../support/test-pool.ts';
import { ObservedPool } from './dispatcher-observed-pool.ts';
import { queued } from './dispatcher-queued.ts';
import { silentServerLog } from './dispatcher-silent-log.ts';

type Outcome = Awaited<ReturnType<JobHandlers['run']>>;

describe('jobs of executions that have ended', () => {
  let database: TestDatabase;
  let observed: ObservedPool;
  let pool: Pool;
  let clock: ManualClock;
  let dispatcher: Dispatcher;
  let runs: Map<string, (outcome: Outcome) => void>;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = openTestPool(database.url, 1);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(() => {
    observed = new ObservedPool(database.url);
    clock = new ManualClock();
    runs = new Map();
    dispatcher = createPgBossDispatcher({ database: { pool: observed.pool }, clock, log: silentServerLog });
  });
  afterEach(async () => {
    for (const end of runs.values()) end('ended');
    await dispatcher.stop();
    await observed.pool.end();
  });

  const start = async (concurrency: number, ...ids: readonly string[]): Promise<void> => {
    await dispatcher.open();
    await pool.query('delete from pgboss.job');
    await dispatcher.enqueue(queued(...ids), pool);
    const run: JobHandlers['run'] = (id) => new Promise((resolve) => runs.set(id, resolve));
    await dispatcher.start({ run, wake: async () => undefined }, { concurrency, perOwner: null });
    await observed.quiet();
    expect(runs.size).toBe(Math.min(concurrency, ids.length));
    observed.statements.length = 0;
  };
  const kept = async (): Promise<readonly string[]> =>
    (await pool.query(`select data->>'executionId' as id from pgboss.job order by 1`)).rows.map(
      ({ id }) => id,
    );
  const end = async (id: string, outcome: Outcome): Promise<void> => {
    runs.get(id)?.(outcome);
    await observed.quiet();
  };

  it('are given back without a look for others', async () => {
    await start(10, 'e1', 'e2');
    await end('e1', 'ended');
    expect(await kept()).toEqual(['e2']);
    expect(observed.statements).toHaveLength(1);
  });

  it('are followed by one where somebody waits for a place', async () => {
    await start(2, 'e1', 'e2', 'e3');
    const [first = ''] = runs.keys();
    await end(first, 'ended');
    expect(await kept()).toHaveLength(2);
    expect([...runs.keys()].sort()).toEqual(['e1', 'e2', 'e3']);
  });

  it('are followed by a look where the execution only waits: another job may be behind it', async () => {
    await start(10, 'e1');
    await dispatcher.enqueue(queued('e1'), pool);
    const first = runs.get('e1');
    runs.clear();
    first?.('left');
    await observed.quiet();
    expect([...runs.keys()]).toEqual(['e1']);
  });

  it('are followed by one where a key with two jobs took the place of another in the last look', async () => {
    await dispatcher.open();
    await pool.query('delete from pgboss.job');
    await dispatcher.enqueue(queued('a'), pool);
    await pool.query(`update pgboss.job set state = 'retry'`);
    await dispatcher.enqueue(queued('a'), pool);
    const others = Array.from({ length: 20 }, (_, index) => `b${index}`);
    await dispatcher.enqueue(queued(...others), pool);
    const ran = new Set<string>();
    const run: JobHandlers['run'] = async (id) => {
      ran.add(id);
      return 'ended';
    };
    await dispatcher.start({ run, wake: async () => undefined }, { concurrency: 4, perOwner: null });
    await observed.quiet();
    expect([...ran].sort()).toEqual(['a', ...others].sort());
  });

  it('were taken by a first look, whatever becomes of the second', async () => {
    await start(12);
    await dispatcher.enqueue(queued(...Array.from({ length: 12 }, (_, index) => `e${index}`)), pool);
    // So many fit into one prepared look; the database is away when the rest is looked for.
    observed.during = () => {
      observed.failing = new Error('the database is away');
    };
    dispatcher.nudge();
    await observed.quiet();
    observed.during = () => undefined;
    observed.failing = null;
    expect(runs.size).toBe(8);
  });

  it('are given back when the process stops', async () => {
    await start(10, 'e1', 'e2');
    await end('e1', 'ended');
    runs.get('e2')?.('ended');
    await dispatcher.stop();
    expect(await kept()).toEqual([]);
  });
});
