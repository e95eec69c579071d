import type { QueuedExecution } from '../../runtime/ports/dispatcher.ts';

/** Of the row of an execution, what its job has to say. */
export interface QueuedRow {
  readonly id: string;
  readonly owner_id: string;
  readonly priority: QueuedExecution['priority'];
}

/** SQL: as a row of executions says it. */
export const prioritySql = `coalesce(workflow_config ->> 'priority', 'normal') as priority`;

export function queued({ id, owner_id, priority }: QueuedRow): QueuedExecution {
  return { executionId: id, ownerId: owner_id, priority };
}
