/** The rows of an `unnest`: one array a column; no columns at all where there are no rows. */
export function columns<T>(items: readonly T[], pick: readonly ((item: T) => unknown)[]): readonly unknown[] {
  return items.length === 0 ? [] : pick.map((column) => items.map(column));
}
