const mostNamed = 12;
const longestNamed = 100;

/** `"a", "b" and "c"`; of many names the first, as whoever writes them chooses how many they are and how long. */
export function listed(names: readonly string[]): string {
  const named = names.slice(0, mostNamed).map((name) => `"${name.slice(0, longestNamed)}"`);
  const rest = names.length - named.length;
  const last = rest > 0 ? `${rest} more` : (named.pop() ?? '');
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}

/** What the name was probably meant to be, or else what there is. */
export function advice(suggestion: string | undefined, known: readonly string[], otherwise: string): string {
  if (suggestion !== undefined) return `did you mean "${suggestion}"?`;
  return known.length === 0 ? otherwise : `known are ${listed(known)}`;
}
