import { shortKey } from '../../graph/index.ts';

/** One thing that is wrong with a value, or with a schema itself. */
export interface SchemaProblem {
  /** Keys and indexes from the root to the place; empty: the root. */
  readonly at: readonly (string | number)[];
  /** What is wrong, to be read after the name of the place: `must be a number, but is a string`. */
  readonly message: string;
}

const mostNamed = 10;

/**
 * Long keys cut short. Many problems may share one, so a schema or a value of a megabyte would otherwise be answered
 * by gigabytes.
 */
export function withShortKeys({ at, message }: SchemaProblem): SchemaProblem {
  return { at: at.map((key) => (typeof key === 'string' ? shortKey(key) : key)), message };
}

/** All problems in one sentence, each with its place: `input.topic is missing; input.count must be a number …`. */
export function describeProblems(root: string, problems: readonly SchemaProblem[]): string {
  const named = problems
    .slice(0, mostNamed)
    .map(({ at, message }) => `${[root, ...at].join('.')} ${message}`);
  const rest = problems.length - named.length;
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}
