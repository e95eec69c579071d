import type { Dispatcher } from '../ports/dispatcher.ts';
import type { ExecutionStore } from '../ports/execution-store.ts';
import type { ServerLog } from '../ports/server-log.ts';

const pageSize = 1000;

interface SweepParts {
  readonly store: Pick<ExecutionStore, 'unparked' | 'requeue'>;
  readonly dispatcher: Pick<Dispatcher, 'withoutJob' | 'nudge'>;
  readonly log: Pick<ServerLog, 'warn'>;
}

/** Finds the live executions that no job would move and gives them one: the truth never depends on a job's row. */
export async function sweep(parts: SweepParts): Promise<void> {
  for (let after: string | null = null; ; ) {
    const page = await parts.store.unparked(after, pageSize);
    await requeue(page, parts);
    after = page.at(-1) ?? null;
    if (page.length < pageSize) return;
  }
}

async function requeue(
  executionIds: readonly string[],
  { store, dispatcher, log }: SweepParts,
): Promise<void> {
  const withoutJob = executionIds.length === 0 ? [] : await dispatcher.withoutJob(executionIds);
  // Most of them have ended since.
  const stranded = await store.requeue(withoutJob);
  if (stranded.length === 0) return;
  log.warn('executions had no job and were given one', { count: stranded.length, first: stranded[0] });
  dispatcher.nudge();
}
