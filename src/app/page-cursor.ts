import { AppError } from '../kernel/index.ts';

/** A version byte and the id of the item: 17 bytes, which base64url writes as exactly 23 characters. */
const version = 1;
const form = /^[A-Za-z0-9_-]{23}$/;

/** The opaque place after an item of a list. */
export function encodePageCursor(id: string): string {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  return Buffer.concat([Buffer.of(version), bytes]).toString('base64url');
}

/** The id that a cursor stands for. @throws AppError `cursor/invalid` */
export function decodePageCursor(text: string): string {
  const bytes = form.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(0);
  if (bytes.length !== 17 || bytes[0] !== version) {
    throw new AppError('cursor/invalid', 'the cursor cannot be read: leave it out to read from the start');
  }
  return bytes.toString('hex', 1).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
