import { AppError, type Json } from '../kernel/index.ts';
import type { UsageEntry } from '../runtime/ports/event-log.ts';
import type { ExecutionView } from '../runtime/ports/execution-queries.ts';
import type { AppPorts } from './app-ports.ts';
import { inOrder } from './in-order.ts';
import { readerId, type Viewer } from './viewer.ts';

/** In the order of the ids; null for what is not there, or not for the viewer to see. */
export async function getExecutions(
  { executions }: AppPorts,
  viewer: Viewer,
  ids: readonly string[],
): Promise<readonly (ExecutionView | null)[]> {
  return inOrder(ids, await executions.getMany(readerId(viewer), ids));
}

/** One that the viewer may look at. @throws AppError `execution/not-found` */
export function requireExecution(ports: AppPorts, viewer: Viewer, id: string): Promise<ExecutionView> {
  return executionOf(ports, readerId(viewer), id);
}

/** One's own. @throws AppError `execution/not-found` */
export function ownExecution(ports: AppPorts, { ownerId }: Viewer, id: string): Promise<ExecutionView> {
  return executionOf(ports, ownerId, id);
}

async function executionOf(
  { executions }: AppPorts,
  reader: string | null,
  id: string,
): Promise<ExecutionView> {
  const execution = await executions.get(reader, id);
  if (execution) return execution;
  throw executionNotFound(id);
}

/** Of each of the ids, in their order; null for an execution that is not there, or not for the viewer to see. */
export function listUsageEntries(
  { executions }: AppPorts,
  viewer: Viewer,
  ids: readonly string[],
): Promise<readonly (readonly UsageEntry[] | null)[]> {
  return executions.usageEntries(readerId(viewer), ids);
}

/** What each of the ids runs, in their order; null for an execution that is not there, or not for the viewer to see. */
export function getExecutionGraphs(
  { executions }: AppPorts,
  viewer: Viewer,
  ids: readonly string[],
): Promise<readonly Json[]> {
  return executions.graphs(readerId(viewer), ids);
}

export function executionNotFound(id: string): AppError {
  return new AppError(
    'execution/not-found',
    `there is no execution ${id.slice(0, 100)}: workflowExecutions lists yours`,
  );
}
