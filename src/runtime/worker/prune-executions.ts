import type {
  ExecutionRemoval,
  GroupRule,
  RemovalGroup,
  RemovalScope,
  RetentionRules,
} from '../ports/execution-removal.ts';

interface PruneOptions {
  readonly removal: ExecutionRemoval;
  readonly rules: RetentionRules;
  readonly scope: RemovalScope;
  /** Executions, or rows of what belonged to them, in one transaction. */
  readonly batch: number;
  readonly signal: AbortSignal;
}

/** Rows of logs that stand for an execution: one has some tens of events. */
const rowsPerExecution = 25;

/** Removes what the rules do not keep, batch after batch, until nothing is left. @returns how many executions */
export async function pruneExecutions(options: PruneOptions): Promise<number> {
  const { removal, rules, scope } = options;
  const { endedBefore, keepPerOwner, keepPerDefinition } = rules;
  let removed = 0;
  if (scope.definitionId === null && (endedBefore !== null || keepPerOwner !== null)) {
    for (const group of await removal.owners(scope)) {
      removed += await pruneGroup(options, group, { endedBefore, keep: keepPerOwner });
    }
  }
  if (keepPerDefinition !== null || (scope.definitionId !== null && endedBefore !== null)) {
    for (const group of await removal.definitions(scope)) {
      removed += await pruneGroup(options, group, { endedBefore, keep: keepPerDefinition });
    }
  }
  await cleanRemoved(options);
  return removed;
}

/** What belonged to executions that are gone. */
export async function cleanRemoved({
  removal,
  batch,
  signal,
}: Pick<PruneOptions, 'removal' | 'batch' | 'signal'>): Promise<void> {
  while (!signal.aborted && (await removal.clean(batch * rowsPerExecution)) > 0);
}

/** The two rules one after the other: each alone walks along an index. */
async function pruneGroup(options: PruneOptions, group: RemovalGroup, rule: GroupRule): Promise<number> {
  const { endedBefore, keep } = rule;
  const byAge = endedBefore === null ? 0 : await pruneBy(options, group, { endedBefore, keep: null });
  const byCount = keep === null ? 0 : await pruneBy(options, group, { endedBefore: null, keep });
  return byAge + byCount;
}

async function pruneBy(
  { removal, batch, signal }: PruneOptions,
  group: RemovalGroup,
  rule: GroupRule,
): Promise<number> {
  let removed = 0;
  while (!signal.aborted) {
    const some = await removal.removeSome(group, rule, batch);
    removed += some;
    if (some < batch) break;
  }
  return removed;
}
