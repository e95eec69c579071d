import { ArrayWriter } from './array-writer.ts';

/** One array of an `unnest`: what it takes of each item, in the binary form of its type. */
type Column<T> = (items: readonly T[]) => Buffer;

/** What a column takes of an item; null: nothing. */
type Pick<T, V> = (item: T) => V | null;

/** The rows of an `unnest`: one array a column; no columns at all where there are no rows. */
export function columns<T>(items: readonly T[], of: readonly Column<T>[]): readonly Buffer[] {
  return items.length === 0 ? [] : of.map((column) => column(items));
}

/** By the type of the elements: its number in the catalogue of PostgreSQL, and how one is written. */
function columnOf<V>(elementType: number, write: (writer: ArrayWriter, value: V) => void) {
  return <T>(pick: Pick<T, V>): Column<T> =>
    (items) => {
      const writer = new ArrayWriter();
      for (const item of items) {
        const value = pick(item);
        if (value === null) writer.null();
        else write(writer, value);
      }
      return writer.array(elementType, items.length);
    };
}

export const bool = columnOf<boolean>(16, (writer, value) => writer.bool(value));
export const int2 = columnOf<number>(21, (writer, value) => writer.int2(value));
export const int4 = columnOf<number>(23, (writer, value) => writer.int4(value));
export const int8 = columnOf<number>(20, (writer, value) => writer.int8(value));
export const float8 = columnOf<number>(701, (writer, value) => writer.float8(value));
export const text = columnOf<string>(25, (writer, value) => writer.text(value));
export const uuid = columnOf<string>(2950, (writer, value) => writer.uuid(value));
/** A JSON text. */
export const json = columnOf<string>(114, (writer, value) => writer.text(value));
/** Milliseconds since 1970. */
export const timestamptz = columnOf<number>(1184, (writer, value) => writer.timestamp(value));
