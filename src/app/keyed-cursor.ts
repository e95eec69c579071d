import { AppError } from '../kernel/index.ts';
import type { KeyedPlace } from '../runtime/ports/page.ts';
import { latestTime } from './read-input.ts';

/** The lists that have such cursors, each with its mark: a cursor of one says nothing about another. */
const marks = {
  'executions by creation': 2,
  'executions by duration': 3,
  conversations: 4,
  messages: 5,
} as const;

export type KeyedList = keyof typeof marks;

/** A byte for the mark, eight of the key and sixteen of the id: 25, which base64url writes as 34 characters. */
const form = /^[A-Za-z0-9_-]{34}$/;

/** The opaque place after an item. */
export function encodeKeyedCursor({ key, id }: KeyedPlace, list: KeyedList): string {
  const bytes = Buffer.alloc(25);
  bytes.writeUInt8(marks[list], 0);
  bytes.writeDoubleBE(key, 1);
  bytes.write(id.replaceAll('-', ''), 9, 'hex');
  return bytes.toString('base64url');
}

/** @throws AppError `cursor/invalid` */
export function decodeKeyedCursor(text: string, list: KeyedList): KeyedPlace {
  const bytes = form.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(25);
  const key = bytes.readDoubleBE(1);
  // No duration and no position is beyond the last time.
  if (bytes[0] !== marks[list] || !Number.isSafeInteger(key) || key < 0 || key > latestTime) {
    throw new AppError(
      'cursor/invalid',
      'the cursor cannot be read, or is of a list in another order: leave it out to read from the start',
    );
  }
  const id = bytes.toString('hex', 9).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { key, id };
}
