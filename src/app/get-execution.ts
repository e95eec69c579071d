import { AppError } from '../kernel/index.ts';
import type { UsageEntry } from '../runtime/ports/event-log.ts';
import type { ExecutionView } from '../runtime/ports/execution-queries.ts';
import type { AppPorts } from './app-ports.ts';
import type { Viewer } from './viewer.ts';

/** In the order of the ids; null for what is not there, or not the viewer's. */
export async function getExecutions(
  { executions }: AppPorts,
  { ownerId }: Viewer,
  ids: readonly string[],
): Promise<readonly (ExecutionView | null)[]> {
  const found = new Map((await executions.getMany(ownerId, ids)).map((view) => [view.id, view]));
  return ids.map((id) => found.get(id.toLowerCase()) ?? null);
}

/** @throws AppError `execution/not-found` */
export async function requireExecution(
  { executions }: AppPorts,
  { ownerId }: Viewer,
  id: string,
): Promise<ExecutionView> {
  const execution = await executions.get(ownerId, id);
  if (execution) return execution;
  throw executionNotFound(id);
}

/** Of each of the ids, in their order; null for an execution that is not there, or not the viewer's. */
export function listUsageEntries(
  { executions }: AppPorts,
  { ownerId }: Viewer,
  ids: readonly string[],
): Promise<readonly (readonly UsageEntry[] | null)[]> {
  return executions.usageEntries(ownerId, ids);
}

export function executionNotFound(id: string): AppError {
  return new AppError('execution/not-found', `there is no execution ${id.slice(0, 100)}`);
}
