/**
 * The names of the workflow around a condition. The former system wrote conditions in lower case before it asked them,
 * so a name with capitals was never found; with these it is.
 */
export interface LegacyNames {
  readonly variables: readonly string[];
  /** Ids of loop nodes. */
  readonly loops: readonly string[];
}

/** The known name that is meant: one in lower case first, as that is the one which the former system found. */
export function meantName(written: string, known: readonly string[]): string {
  const lower = written.toLowerCase();
  if (known.includes(lower)) return lower;
  return known.find((name) => name.toLowerCase() === lower) ?? lower;
}

const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Words that CEL keeps for itself: a field of this name is written in brackets. */
const reservedWords: ReadonlySet<string> = new Set(
  `as break const continue else false for function if import in let loop namespace null package return true var void
   while`.split(/\s+/),
);

/** Whether it can stand behind a point. */
export function isFieldName(name: string): boolean {
  return namePattern.test(name) && !reservedWords.has(name);
}

/** `.name`, or `["name"]` where it must be. */
export function fieldOf(name: string): string {
  return isFieldName(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
