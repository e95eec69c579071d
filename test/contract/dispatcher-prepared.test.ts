import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createPgBossDispatcher } from '../../src/dispatch/index.ts';
import type { Dispatcher } from '../../src/runtime/ports/dispatcher.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { openTestPool } from '../support/test-pool.ts';
import { queued } from './dispatcher-queued.ts';
import { silentServerLog } from './dispatcher-silent-log.ts';

const concurrency = 8;

let database: TestDatabase;
let producing: Pool;
let pool: Pool;
let clock: ManualClock;
let dispatcher: Dispatcher;
/** Told of each run: the test waits for them, and not for a time. */
let ran: (id: string) => void;
/** What each run waits for. */
let work: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase();
  producing = openTestPool(database.url, 1);
});
afterAll(async () => {
  await producing.end();
  await database.drop();
});
beforeEach(() => {
  // One connection: what is prepared is seen on it.
  pool = openTestPool(database.url, 1);
  clock = new ManualClock();
  ran = () => undefined;
  work = async () => undefined;
  dispatcher = createPgBossDispatcher({ database: { pool }, clock, log: silentServerLog });
});
afterEach(async () => {
  await dispatcher.stop();
  await pool.end();
});

async function start(perOwner: number | null): Promise<void> {
  const run = async (id: string): Promise<'ended'> => {
    ran(id);
    await work();
    return 'ended';
  };
  await dispatcher.start({ run, wake: async () => undefined }, { concurrency, perOwner });
}

async function runAll(prefix: string, count: number): Promise<void> {
  const left = new Set(Array.from({ length: count }, (_, index) => `${prefix}${index}`));
  await dispatcher.open();
  const all = new Promise<void>((resolve) => {
    ran = (id) => left.delete(id) && left.size === 0 && resolve();
  });
  await dispatcher.enqueue(queued(...left), producing);
  dispatcher.nudge();
  await all;
}

/** How often looks for jobs have run by a plan that was kept. */
async function preparedLooks(): Promise<number> {
  const { rows } = await pool.query(
    `select coalesce(sum(generic_plans + custom_plans), 0)::int as count from pg_prepared_statements
      where statement ilike '%skip locked%'`,
  );
  return rows[0].count;
}

it('looks at a short queue are prepared', async () => {
  await start(null);
  await runAll('warm', 1);
  const before = await preparedLooks();
  for (let round = 0; round < 10; round += 1) await runAll(`round-${round}-`, 2);
  expect(await preparedLooks()).toBeGreaterThanOrEqual(before + 10);
});

it('however many places are free, few texts are kept', async () => {
  const end = Promise.withResolvers<void>();
  work = () => end.promise;
  await start(null);
  for (let held = 0; held < concurrency - 1; held += 1) await runAll(`held-${held}-`, 1);
  const { rows } = await pool.query(
    `select count(*)::int as count from pg_prepared_statements where statement ilike '%skip locked%'`,
  );
  end.resolve();
  // One for each power of two.
  expect(rows[0].count).toBeLessThanOrEqual(Math.log2(concurrency) + 1);
});

it('looks at a long one are planned for what it holds, after the first that finds more than there are places', async () => {
  await start(null);
  await runAll('warm', 1);
  const before = await preparedLooks();
  await runAll('many', 40 * concurrency);
  expect(await preparedLooks()).toBeLessThanOrEqual(before + 3);
});

it('looks that a limit of owners narrows are planned each time', async () => {
  await start(4);
  await runAll('warm', 1);
  for (let round = 0; round < 10; round += 1) await runAll(`round-${round}-`, 2);
  expect(await preparedLooks()).toBe(0);
});

it('plans are made anew from time to time: jobs that were done leave dead rows behind', async () => {
  const said: string[] = [];
  pool.on('connect', (client) => {
    const query = client.query.bind(client);
    Reflect.set(client, 'query', (...asked: Parameters<typeof query>) => {
      said.push(String(asked[0]));
      return query(...asked);
    });
  });
  await start(null);
  for (let round = 0; round < 70; round += 1) await runAll(`round-${round}-`, 1);
  expect(said.filter((text) => text === 'discard plans').length).toBeGreaterThanOrEqual(2);
});
