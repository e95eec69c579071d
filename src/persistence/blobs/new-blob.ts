import { createHash } from 'node:crypto';
import { AppError } from '../../kernel/index.ts';

/** One value, or one file, has so many bytes at most. */
export const mostBytes = 256 * 1024 * 1024;
/** What one statement carries, so that neither side ever holds a second copy of a large value. */
const pieceBytes = 1024 * 1024;
/** A character has up to three bytes for each of its units. */
const pieceUnits = Math.floor(pieceBytes / 3);

export interface Piece {
  /** Where in the blob it begins, in bytes. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Content that is to be kept. */
export interface NewBlob {
  /** SHA-256 of the content, as hexadecimal text. */
  readonly hash: string;
  readonly contentType: string;
  readonly size: number;
  pieces(): Iterable<Piece>;
}

/** @throws AppError `limit/value-size` */
export function textBlob(text: string, contentType: string): NewBlob {
  return blobOf(contentType, text.length, () => piecesOfText(text));
}

/** @throws AppError `limit/value-size` */
export function byteBlob(bytes: Uint8Array, contentType: string): NewBlob {
  return blobOf(contentType, bytes.length, () => piecesOfBytes(bytes));
}

export function tooLarge(): AppError {
  const message = `a value is larger than ${mostBytes} bytes: hand on what the workflow needs of it, or divide it`;
  return new AppError('limit/value-size', message);
}

function blobOf(contentType: string, leastBytes: number, pieces: () => Iterable<Piece>): NewBlob {
  if (leastBytes > mostBytes) throw tooLarge();
  const hash = createHash('sha256');
  let size = 0;
  for (const { bytes } of pieces()) {
    hash.update(bytes);
    size += bytes.length;
  }
  if (size > mostBytes) throw tooLarge();
  return { hash: hash.digest('hex'), contentType, size, pieces };
}

function* piecesOfText(text: string): Iterable<Piece> {
  let at = 0;
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + pieceUnits, text.length);
    if (isHighSurrogate(text.charCodeAt(to - 1)) && to < text.length) to += 1;
    const bytes = Buffer.from(text.slice(from, to), 'utf8');
    yield { at, bytes };
    at += bytes.length;
    from = to;
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function* piecesOfBytes(bytes: Uint8Array): Iterable<Piece> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield { at, bytes: bytes.subarray(at, at + pieceBytes) };
  }
}
