import { migrateDatabase, openDatabase, openExecutionRemoval } from '../persistence/index.ts';
import type { RemovalScope, RetentionRules } from '../runtime/ports/execution-removal.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { pruneExecutions as prune } from '../runtime/worker/prune-executions.ts';
import type { Config } from './config.ts';

export interface PruneCommand {
  readonly rules: RetentionRules;
  readonly scope: RemovalScope;
  readonly batch: number;
}

/**
 * Removes executions that the rules do not keep, without a server; others may run meanwhile.
 * @returns how many
 * @throws AppError `database/…`
 */
export async function pruneExecutions(
  config: Config,
  log: ServerLog,
  command: PruneCommand,
): Promise<number> {
  const { DATABASE_URL: url, CHATTER_DATA_DIR: dataDirectory } = config;
  const database = await openDatabase({ ...(url === undefined ? {} : { url }), dataDirectory, log });
  try {
    await migrateDatabase(database.url);
    const { removal, close } = await openExecutionRemoval(database.url);
    return await prune({ ...command, removal, signal: new AbortController().signal }).finally(close);
  } finally {
    await database.stop();
  }
}
