import { type ExecutionOrder, type ExecutionView, isByDuration } from '../runtime/ports/execution-queries.ts';
import type { KeyedPlace } from '../runtime/ports/page.ts';
import { decodeKeyedCursor, encodeKeyedCursor, type KeyedList } from './keyed-cursor.ts';

/** The opaque place after an execution of a list. */
export function encodeExecutionCursor(
  { id, createdAt, durationMs }: ExecutionView,
  order: ExecutionOrder,
): string {
  const key = isByDuration(order) ? (durationMs ?? 0) : createdAt;
  return encodeKeyedCursor({ key, id }, listIn(order));
}

/** @throws AppError `cursor/invalid` */
export function decodeExecutionCursor(text: string, order: ExecutionOrder): KeyedPlace {
  return decodeKeyedCursor(text, listIn(order));
}

function listIn(order: ExecutionOrder): KeyedList {
  return isByDuration(order) ? 'executions by duration' : 'executions by creation';
}
