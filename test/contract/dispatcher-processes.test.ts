import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPgBossDispatcher } from '../../src/dispatch/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { openTestPool } from '../support/test-pool.ts';
import { DatabaseTime } from './dispatcher-database-time.ts';
import { queued } from './dispatcher-queued.ts';
import { silentServerLog } from './dispatcher-silent-log.ts';
import { WorkerProcess } from './dispatcher-worker-process.ts';

/** Only for what would otherwise hang: nothing here is a claim about how long it takes. */
const patience = { timeout: 180_000 };
const hasRun = [{ ready: true }, { executionId: 'e1' }];

/**
 * Real processes with the machine's clock, and real signals. The time by which pg-boss judges them is the database's,
 * and moved by hand: no process that a busy machine kept from its heartbeat counts as dead, and who runs what does not
 * depend on how fast this machine is. How long it takes is a figure, and `npm run bench:take-over` measures it.
 */
describe('worker processes', patience, () => {
  let database: TestDatabase;
  let pool: Pool;
  let time: DatabaseTime;
  const workers: WorkerProcess[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = openTestPool(database.url, 3);
    const first = createPgBossDispatcher({ database: { pool }, log: silentServerLog });
    await first.open();
    await first.stop();
    time = await DatabaseTime.take(pool, Date.now());
  });
  beforeEach(async () => {
    const dispatcher = createPgBossDispatcher({ database: { pool }, log: silentServerLog });
    await dispatcher.enqueue(queued('e1'), pool);
    await dispatcher.stop();
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.endedBy('SIGKILL')));
    await pool.query('delete from pgboss.job');
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  async function startWorker(): Promise<WorkerProcess> {
    const worker = new WorkerProcess(database.url);
    workers.push(worker);
    await worker.isReady();
    return worker;
  }
  const job = async () =>
    (await pool.query('select state, heartbeat_on as "heartbeatOn" from pgboss.job')).rows;
  const wasJustTouched = async () => {
    const [held] = await job();
    return held?.heartbeatOn.getTime() === time.now();
  };

  it('hand their runs over when they are stopped, and then end by themselves', async () => {
    const leaving = await startWorker();
    await leaving.runs();
    expect(await leaving.endedBy('SIGTERM')).toEqual([0, null]);
    expect(leaving.said).toEqual(hasRun);
    expect(await job()).toMatchObject([{ state: 'retry' }]);
    const next = await startWorker();
    await next.runs();
  });

  it('keep their runs as long as they live, and lose them to another when they were killed', async () => {
    const killed = await startWorker();
    await killed.runs();
    const survivor = await startWorker();
    for (let beat = 0; beat < 3; beat++) {
      await time.advance(9_000);
      await vi.waitUntil(wasJustTouched, patience);
    }
    expect(await killed.endedBy('SIGKILL')).toEqual([null, 'SIGKILL']);
    expect(await job()).toMatchObject([{ state: 'active' }]);
    expect([killed.said, survivor.said]).toEqual([hasRun, [{ ready: true }]]);
    await time.advance(10_001);
    await survivor.runs();
    expect(await survivor.endedBy('SIGTERM')).toEqual([0, null]);
    expect(survivor.said).toEqual(hasRun);
  });
});
