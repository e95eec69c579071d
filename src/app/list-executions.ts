import { z } from 'zod';
import { AppError } from '../kernel/index.ts';
import type { ExecutionFilter, ExecutionOrder, ExecutionView } from '../runtime/ports/execution-queries.ts';
import type { AppPorts } from './app-ports.ts';
import { decodeExecutionCursor, encodeExecutionCursor } from './execution-cursor.ts';
import { type CountedConnection, type PageInput, pageSize } from './paging.ts';
import { errorTextSchema, readInput } from './read-input.ts';
import type { Viewer } from './viewer.ts';

export interface ListExecutionsInput {
  readonly filter: ExecutionFilter;
  readonly order: ExecutionOrder;
  readonly page: PageInput;
}

/** What the database can compare with: years that are written with four digits. */
const time = z.number().min(0).max(253_402_300_799_999).nullable();
const duration = z.int().min(0).max(253_402_300_799_999).nullable();
const schema = z.object({
  createdAfter: time,
  createdBefore: time,
  minDurationMs: duration,
  maxDurationMs: duration,
  errorText: errorTextSchema.nullable(),
});

/** One's own. They are counted only where somebody asks how many there are. */
export async function listExecutions(
  { executions }: AppPorts,
  { ownerId }: Viewer,
  { filter, order, page }: ListExecutionsInput,
): Promise<CountedConnection<ExecutionView>> {
  requireExecutionFilter(filter);
  requireOrderByDuration(filter, order);
  const after = page.after === null ? null : decodeExecutionCursor(page.after, order);
  const found = await executions.list(ownerId, filter, order, { first: pageSize(page.first), after });
  return {
    edges: found.items.map((node) => ({ cursor: encodeExecutionCursor(node, order), node })),
    hasNextPage: found.hasNextPage,
    count: () => executions.count(ownerId, filter, order),
  };
}

/** @throws AppError `input/invalid` */
export function requireExecutionFilter(filter: ExecutionFilter): void {
  readInput(schema, filter, 'filter');
}

/** In the order of their creation, whoever looks for the few long ones would have to read all that lie between. */
function requireOrderByDuration(
  { minDurationMs, maxDurationMs }: ExecutionFilter,
  order: ExecutionOrder,
): void {
  if (order === 'longest-first' || order === 'shortest-first') return;
  if (minDurationMs === null && maxDurationMs === null) return;
  const message =
    'filter: a duration is looked for in the order of durations: set orderBy to LONGEST_FIRST or SHORTEST_FIRST';
  throw new AppError('input/invalid', message);
}
