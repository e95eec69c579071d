import type { Json } from '../../kernel/index.ts';

/** How the bytes of a blob are read: as a text, as JSON text, or as that of a value of which parts are apart again. */
export type BlobForm = 'text' | 'json' | 'apart';

/** A value that is kept in a blob. */
export interface BlobReference {
  readonly hash: string;
  readonly form: BlobForm;
  /** In bytes, without what is apart of it again. */
  readonly size: number;
}

export type Path = readonly (string | number)[];
export type PlacedReference = readonly [path: Path, hash: string, form: BlobForm, size: number];

/**
 * A value without its large parts, and where each belongs: null stands in their places. The references lie beside the
 * value, never in it, so nothing that users write can look like one.
 */
export type Apart = readonly [value: Json, references: readonly PlacedReference[]];

/** What a column holds that else holds objects: a list is an object of which parts are apart. */
export function isApart(column: unknown): column is Apart {
  return Array.isArray(column);
}

/** Large values of one read: whoever reads holds them all, and writes each wherever it belongs. */
const mostBytesAtOnce = 16 * 1024 * 1024;

/** How many of the first columns refer to no more than is read at once; two in any case, so that a reader gets on. */
export function countAtOnce(columns: readonly unknown[]): number {
  let bytes = 0;
  const beyond = columns.findIndex((column, index) => {
    bytes += bytesApart(column);
    return bytes > mostBytesAtOnce && index >= 2;
  });
  return beyond < 0 ? columns.length : beyond;
}

function bytesApart(column: unknown): number {
  return isApart(column) ? column[1].reduce((sum, [, , , size]) => sum + size, 0) : 0;
}

/** The value with its parts in their places. It is changed: nobody else may hold it. */
export function together([value, references]: Apart, partOf: (reference: BlobReference) => Json): Json {
  let whole = value;
  for (const [path, hash, form, size] of references) {
    const part = partOf({ hash, form, size });
    const key = path.at(-1);
    if (key === undefined) whole = part;
    else put(holderOf(whole, path), key, part);
  }
  return whole;
}

function holderOf(value: Json, path: Path): object {
  let holder: unknown = value;
  for (const key of path.slice(0, -1)) holder = isHolder(holder) ? Reflect.get(holder, key) : null;
  if (!isHolder(holder))
    throw new Error(`nothing is at ${path.join('.')}, where a part of the value belongs`);
  return holder;
}

function isHolder(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Defined, not set: a key `__proto__` is data like any other. */
function put(holder: object, key: string | number, value: Json): void {
  Reflect.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}
