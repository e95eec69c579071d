import type { QueuedExecution } from '../../src/runtime/ports/dispatcher.ts';

/** Executions of one owner. */
export function queued(...executionIds: readonly string[]): readonly QueuedExecution[] {
  return executionIds.map((executionId) => ({ executionId, ownerId: 'somebody', priority: 'normal' }));
}
