/*
 * How long a run waits for another process when its own is stopped, and when it is killed: pg-boss gives up on a
 * process ten seconds after its last heartbeat.
 */
import { createPgBossDispatcher } from '../src/dispatch/index.ts';
import { migrateDatabase, openPool } from '../src/persistence/index.ts';
import { WorkerProcess } from '../test/contract/dispatcher-worker-process.ts';
import { quantile } from './meter.ts';
import { count, readOptions } from './options.ts';
import { openTemporaryDatabase, quietLog } from './temporary-database.ts';

const { rounds } = readOptions({
  script: 'bench:take-over',
  tells: 'How long a run waits for another process when its own is stopped, and when it is killed.',
  options: { rounds: count(6) },
});

const database = await openTemporaryDatabase();
await migrateDatabase(database.url);
const pool = openPool({ url: database.url, size: 1, name: 'bench-take-over', log: quietLog });
const dispatcher = createPgBossDispatcher({ database: { pool }, log: quietLog });

/** Milliseconds from the signal until the other process has begun the run. */
async function measure(signal: 'SIGTERM' | 'SIGKILL'): Promise<number> {
  await pool.query('delete from pgboss.job');
  await dispatcher.enqueue([{ executionId: 'e1', ownerId: 'somebody', priority: 'normal' }], pool);
  const leaving = new WorkerProcess(database.url);
  await leaving.runs();
  const other = new WorkerProcess(database.url);
  await other.isReady();
  const began = performance.now();
  const ended = leaving.endedBy(signal);
  await other.runs();
  const waited = performance.now() - began;
  await ended;
  await other.endedBy('SIGTERM');
  return waited;
}

await dispatcher.open();
for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  const waits: number[] = [];
  for (let round = 0; round < rounds; round++) waits.push(await measure(signal));
  const [median, most] = [quantile(waits, 0.5), quantile(waits, 1)].map((wait) => wait?.toFixed(0));
  console.info(`${signal}: another process runs it after ${median} ms, at most ${most} ms`);
}

await dispatcher.stop();
await pool.end();
await database.close();
