import { z } from 'zod';
import type { ExecutionFilter, ExecutionOrder, ExecutionView } from '../runtime/ports/execution-queries.ts';
import type { AppPorts } from './app-ports.ts';
import { type Connection, connectionOf, type PageInput, pageRequest } from './paging.ts';
import { latestTime, readInput } from './read-input.ts';
import type { Viewer } from './viewer.ts';

export interface ListExecutionsInput {
  readonly filter: ExecutionFilter;
  readonly order: ExecutionOrder;
  readonly page: PageInput;
}

const time = z.number().min(0).max(latestTime).nullable();
const schema = z.object({ createdAfter: time, createdBefore: time });

/** One's own, in the order of their ids, which is that of their creation. */
export async function listExecutions(
  { executions }: AppPorts,
  { ownerId }: Viewer,
  { filter, order, page }: ListExecutionsInput,
): Promise<Connection<ExecutionView>> {
  requireExecutionFilter(filter);
  return connectionOf(await executions.list(ownerId, filter, order, pageRequest(page)));
}

/** @throws AppError `input/invalid` */
export function requireExecutionFilter(filter: ExecutionFilter): void {
  readInput(schema, filter, 'filter');
}
