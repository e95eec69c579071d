import { AppError } from '../kernel/index.ts';
import { type Connection, type PageInput, pageSize } from './paging.ts';

/**
 * A page of a list that is at hand as a whole. `cursorOf` gives each item another text, and always the same.
 * @throws AppError `input/invalid`, `cursor/invalid`
 */
export function pageOfAll<T>(
  items: readonly T[],
  cursorOf: (item: T, index: number) => string,
  { first, after }: PageInput,
): Connection<T> {
  const count = pageSize(first);
  const from = after === null ? 0 : items.findIndex((item, index) => cursorOf(item, index) === after) + 1;
  if (after !== null && from === 0) {
    throw new AppError(
      'cursor/invalid',
      'the cursor cannot be read, or is of another list: leave it out to read from the start',
    );
  }
  const page = items.slice(from, from + count);
  return {
    edges: page.map((node, index) => ({ cursor: cursorOf(node, from + index), node })),
    hasNextPage: items.length > from + count,
  };
}
