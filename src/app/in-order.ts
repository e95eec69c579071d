/** What was found of these ids, in their order; null for the others. An id may come in capital letters. */
export function inOrder<T extends { readonly id: string }>(
  ids: readonly string[],
  found: readonly T[],
): readonly (T | null)[] {
  const byId = new Map(found.map((one) => [one.id, one]));
  return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
}
