import { AppError } from '../kernel/index.ts';

/** A place in a list: the number that the list is ordered by, then an id. */
interface KeyedPlace {
  readonly key: number;
  readonly id: string;
}

/** A byte for the kind of list, eight of the key and sixteen of the id: 25, which base64url writes as 34 characters. */
const form = /^[A-Za-z0-9_-]{34}$/;

/** No time, no duration and no position is beyond it. */
const latest = 253_402_300_799_999;

/** The opaque place after an item. `kind`: a cursor of one kind of list says nothing about another. */
export function encodeKeyedCursor({ key, id }: KeyedPlace, kind: number): string {
  const bytes = Buffer.alloc(25);
  bytes.writeUInt8(kind, 0);
  bytes.writeDoubleBE(key, 1);
  bytes.write(id.replaceAll('-', ''), 9, 'hex');
  return bytes.toString('base64url');
}

/** @throws AppError `cursor/invalid` */
export function decodeKeyedCursor(text: string, kind: number): KeyedPlace {
  const bytes = form.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(25);
  const key = bytes.readDoubleBE(1);
  if (bytes[0] !== kind || !Number.isSafeInteger(key) || key < 0 || key > latest) {
    throw new AppError(
      'cursor/invalid',
      'the cursor cannot be read, or is of a list in another order: leave it out to read from the start',
    );
  }
  const id = bytes.toString('hex', 9).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { key, id };
}
