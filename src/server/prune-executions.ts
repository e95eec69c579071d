import { migrateDatabase, openExecutionRemoval } from '../persistence/index.ts';
import type { RemovalScope, RetentionRules } from '../runtime/ports/execution-removal.ts';
import { pruneExecutions as prune } from '../runtime/worker/prune-executions.ts';
import { type CommandContext, withConfiguredDatabase } from './configured-database.ts';

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
export function pruneExecutions(context: CommandContext, command: PruneCommand): Promise<number> {
  return withConfiguredDatabase(context, async (url) => {
    await migrateDatabase(url);
    const { removal, close } = await openExecutionRemoval(url);
    return prune({ ...command, removal, signal: context.leaving }).finally(close);
  });
}
