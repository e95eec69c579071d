import { migrateDatabase, openExecutionRemoval } from '../persistence/index.ts';
import type { RemovalScope, RetentionRules } from '../runtime/ports/execution-removal.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { pruneExecutions as prune } from '../runtime/worker/prune-executions.ts';
import type { Config } from './config.ts';
import { withConfiguredDatabase } from './configured-database.ts';

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
export function pruneExecutions(config: Config, log: ServerLog, command: PruneCommand): Promise<number> {
  return withConfiguredDatabase(config, log, async (url) => {
    await migrateDatabase(url);
    const { removal, close } = await openExecutionRemoval(url);
    return prune({ ...command, removal, signal: new AbortController().signal }).finally(close);
  });
}
