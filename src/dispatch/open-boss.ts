import type { Pool } from 'pg';
import { type Db, PgBoss } from 'pg-boss';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { prepareQueues } from './queues.ts';

const daySeconds = 24 * 60 * 60;

/** The connections as pg-boss wants them. */
export function poolDatabase(pool: Pool): Db {
  return { executeSql: (text, values) => pool.query(text, values) };
}

/**
 * pg-boss with its schema and our queues. Its timers for what we do not use are off or seldom: cron, dependent jobs,
 * its registry of processes, its notifications, its watch over vacuum.
 */
export async function openBoss(database: Db, log: ServerLog): Promise<PgBoss> {
  const boss = new PgBoss({
    db: database,
    supervise: false, // see supervision.ts
    monitorIntervalSeconds: 1,
    schedule: false,
    flowIntervalSeconds: daySeconds,
    registerInstance: false,
    monitorVacuum: false,
  });
  boss.on('error', (error) => log.error('pg-boss failed', { error }));
  boss.on('warning', ({ message, data }) => log.warn(message, { data }));
  try {
    await boss.start();
    await prepareQueues(boss);
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
}
