import { migrateDatabase, openPool, PostgresAnalyticsStore } from '../persistence/index.ts';
import type { AnalyticsDrift } from '../runtime/ports/analytics-store.ts';
import { type CommandContext, withConfiguredDatabase } from './configured-database.ts';

/**
 * Counts the analytics again from their entries, on a database of this version; other servers may run meanwhile.
 * @throws AppError `database/…`
 */
export function recountAnalytics(
  context: CommandContext,
  options: { readonly mend: boolean },
): Promise<AnalyticsDrift> {
  return withConfiguredDatabase(context, async (url) => {
    await migrateDatabase(url);
    const pool = openPool({
      url,
      size: 1,
      name: 'chatter-recount',
      log: context.log,
      planning: 'each-time',
      silenceMs: 0, // a long history takes long to count
    });
    return new PostgresAnalyticsStore(pool).recount(options).finally(() => pool.end());
  });
}
