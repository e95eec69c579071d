import { AppError } from '../kernel/index.ts';
import type { ExecutionOrder, ExecutionPlace, ExecutionView } from '../runtime/ports/execution-queries.ts';

/** The first byte: what the list is ordered by. A cursor of one order says nothing about another. */
const byCreation = 2;
const byDuration = 3;

/** That byte, eight of the key and sixteen of the id: 25 bytes, which base64url writes as exactly 34 characters. */
const form = /^[A-Za-z0-9_-]{34}$/;

/** The opaque place after an execution of a list. */
export function encodeExecutionCursor(
  { id, createdAt, durationMs }: ExecutionView,
  order: ExecutionOrder,
): string {
  const bytes = Buffer.alloc(25);
  const kind = kindOf(order);
  bytes.writeUInt8(kind, 0);
  bytes.writeDoubleBE(kind === byDuration ? (durationMs ?? 0) : createdAt, 1);
  bytes.write(id.replaceAll('-', ''), 9, 'hex');
  return bytes.toString('base64url');
}

/** @throws AppError `cursor/invalid` */
export function decodeExecutionCursor(text: string, order: ExecutionOrder): ExecutionPlace {
  const bytes = form.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(25);
  const key = bytes.readDoubleBE(1);
  if (bytes[0] !== kindOf(order) || !Number.isSafeInteger(key) || Math.abs(key) > latest) {
    throw new AppError(
      'cursor/invalid',
      'the cursor cannot be read, or is of a list in another order: leave it out to read from the start',
    );
  }
  const id = bytes.toString('hex', 9).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { key, id };
}

/** No time and no duration is beyond it. */
const latest = 253_402_300_799_999;

function kindOf(order: ExecutionOrder): number {
  return order === 'newest-first' || order === 'oldest-first' ? byCreation : byDuration;
}
