import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { ServerProcess } from '../support/server-process.ts';
import { openTestPool } from '../support/test-pool.ts';
import { movedThrough } from './moved-through.ts';
import { workload } from './workload.ts';

let database: TestDatabase;
let pool: Pool;
let api: ServerProcess;
let workers: readonly ServerProcess[];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openTestPool(database.url, 2);
  api = await ServerProcess.on(database.url, 'api');
  workers = [await ServerProcess.on(database.url, 'worker'), await ServerProcess.on(database.url, 'worker')];
  await api.start();
  await Promise.all(workers.map((worker) => worker.start()));
});

afterAll(async () => {
  await Promise.all([api, ...workers].map((server) => server.stop()));
  await pool.end();
  await database.drop();
});

/** Who moves executions, by name: it begins with the number of the process. */
async function holders(): Promise<readonly string[]> {
  const { rows } = await pool.query<{ worker: string }>(
    'select worker from workflow_execution where worker is not null group by 1 order by count(*) desc',
  );
  return rows.map(({ worker }) => worker);
}

it('a worker that is frozen until another has taken over commits nothing when it wakes up: all complete, no node twice, and nobody has seen what is not in the log', async () => {
  const ids = await movedThrough(workload(16, 6), {
    server: api,
    times: 1,
    random: seededRandom(7),
    disturb: async () => {
      const [frozen = ''] = await holders();
      const pid = Number.parseInt(frozen, 10);
      process.kill(pid, 'SIGSTOP');
      try {
        const isTakenOver = async () => !(await holders()).includes(frozen);
        await vi.waitUntil(isTakenOver, { timeout: 120_000, interval: 100 });
      } finally {
        process.kill(pid, 'SIGCONT');
      }
    },
  });
  const recovered = await pool.query(
    `select from execution_event where execution_id = any($1) and events::text like '%"ExecutionRecovered"%'`,
    [ids],
  );
  expect(recovered.rows.length).toBeGreaterThan(0);
});
