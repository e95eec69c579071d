import type { ExecutionOrder, ExecutionPlace, ExecutionView } from '../runtime/ports/execution-queries.ts';
import { decodeKeyedCursor, encodeKeyedCursor } from './keyed-cursor.ts';

/** What the list is ordered by. */
const byCreation = 2;
const byDuration = 3;

/** The opaque place after an execution of a list. */
export function encodeExecutionCursor(
  { id, createdAt, durationMs }: ExecutionView,
  order: ExecutionOrder,
): string {
  const kind = kindOf(order);
  return encodeKeyedCursor({ key: kind === byDuration ? (durationMs ?? 0) : createdAt, id }, kind);
}

/** @throws AppError `cursor/invalid` */
export function decodeExecutionCursor(text: string, order: ExecutionOrder): ExecutionPlace {
  return decodeKeyedCursor(text, kindOf(order));
}

function kindOf(order: ExecutionOrder): number {
  return order === 'newest-first' || order === 'oldest-first' ? byCreation : byDuration;
}
