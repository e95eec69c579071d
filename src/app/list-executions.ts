import { z } from 'zod';
import { AppError } from '../kernel/index.ts';
import {
  type ExecutionFilter,
  type ExecutionOrder,
  type ExecutionView,
  isByDuration,
} from '../runtime/ports/execution-queries.ts';
import type { AppPorts } from './app-ports.ts';
import { decodeExecutionCursor, encodeExecutionCursor } from './execution-cursor.ts';
import { type CountedConnection, type PageInput, pageSize } from './paging.ts';
import { errorTextSchema, latestTime, readInput, timeSchema } from './read-input.ts';
import { readingAs, type Viewer } from './viewer.ts';

/** Of one owner; null: one's own. */
export interface ExecutionSearch extends ExecutionFilter {
  readonly ownerId: string | null;
}

export interface ListExecutionsInput {
  readonly filter: ExecutionSearch;
  readonly order: ExecutionOrder;
  readonly page: PageInput;
}

const time = timeSchema.nullable();
const duration = z.int().min(0).max(latestTime).nullable();
const schema = z.object({
  createdAfter: time,
  createdBefore: time,
  minDurationMs: duration,
  maxDurationMs: duration,
  errorText: errorTextSchema.nullable(),
});

/** They are counted only where somebody asks how many there are. Of an owner whom the viewer may not read: none. */
export async function listExecutions(
  { executions, clock }: AppPorts,
  viewer: Viewer,
  { filter: asked, order, page }: ListExecutionsInput,
): Promise<CountedConnection<ExecutionView>> {
  requireExecutionFilter(asked);
  const filter = indexedFilter(asked, order, clock.now());
  const after = page.after === null ? null : decodeExecutionCursor(page.after, order);
  const request = { first: pageSize(page.first), after };
  const reader = readingAs(viewer, asked.ownerId);
  if (reader === null) return { edges: [], hasNextPage: false, count: async () => 0 };
  const { ownerId } = reader;
  const found = await executions.list(ownerId, filter, order, request);
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

/**
 * The filter as the store is asked: there is an index for it in this order.
 * @throws AppError `input/invalid` where more would have to be read than the list shows
 */
export function indexedFilter(filter: ExecutionFilter, order: ExecutionOrder, now: number): ExecutionFilter {
  requireConversationAlone(filter);
  requireOrderByDuration(filter, order);
  return isByDuration(order) ? indexedByDuration(filter, now) : filter;
}

/** Whoever looks for a definition in a conversation that has nothing of it would have to read all of one of them. */
function requireConversationAlone({ conversationId, definitionId, templateId, type }: ExecutionFilter): void {
  if (conversationId === null) return;
  if ([definitionId, templateId, type].every((other) => other === null)) return;
  const message =
    'filter: conversationId goes with status, dates and durations, not with definitionId, templateId or type: leave out either';
  throw new AppError('input/invalid', message);
}

/** In the order of their creation, whoever looks for the few long ones would have to read all that lie between. */
function requireOrderByDuration(
  { minDurationMs, maxDurationMs }: ExecutionFilter,
  order: ExecutionOrder,
): void {
  if (isByDuration(order)) return;
  if (minDurationMs === null && maxDurationMs === null) return;
  const message =
    'filter: a duration is looked for in the order of durations: set orderBy to LONGEST_FIRST or SHORTEST_FIRST';
  throw new AppError('input/invalid', message);
}

const dayMs = 86_400_000;

/** In the order of durations, days are looked at one by one. */
const mostDays = 31;

function indexedByDuration(filter: ExecutionFilter, now: number): ExecutionFilter {
  const { createdAfter, createdBefore, errorText, status, type } = filter;
  if (errorText !== null) {
    throw notByDuration('words of errors are not looked for: set orderBy to NEWEST_FIRST');
  }
  const isDated = createdAfter !== null || createdBefore !== null;
  // In a conversation, an index leads along the dates and another along the durations: one of the two ways is short.
  if (!isDated || filter.conversationId !== null) return filter;
  if (status !== null || type !== null) {
    throw notByDuration(
      'dates go with definitionId or templateId, not with status or type: leave out either',
    );
  }
  const before = createdBefore ?? now + dayMs;
  if (createdAfter === null || before - createdAfter > (mostDays + 1) * dayMs) {
    throw notByDuration(`at most ${mostDays} days can be looked at: set createdAfter and createdBefore`);
  }
  return { ...filter, createdBefore: before };
}

function notByDuration(why: string): AppError {
  return new AppError('input/invalid', `filter: in the order of durations, ${why}`);
}
