import { migrateDatabase, openDatabase, openPool, PostgresAnalyticsStore } from '../persistence/index.ts';
import type { AnalyticsDrift } from '../runtime/ports/analytics-store.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import type { Config } from './config.ts';

/**
 * Counts the analytics again from their entries, on a database of this version; other servers may run meanwhile.
 * @throws AppError `database/…`
 */
export async function recountAnalytics(
  config: Config,
  log: ServerLog,
  options: { readonly mend: boolean },
): Promise<AnalyticsDrift> {
  const { DATABASE_URL: url, CHATTER_DATA_DIR: dataDirectory } = config;
  const database = await openDatabase({ ...(url === undefined ? {} : { url }), dataDirectory, log });
  const pool = openPool({ url: database.url, size: 1, name: 'chatter-recount', log, planning: 'each-time' });
  try {
    await migrateDatabase(database.url);
    return await new PostgresAnalyticsStore(pool).recount(options);
  } finally {
    await pool.end();
    await database.stop();
  }
}
