import type { Json, JsonObject } from '../../kernel/index.ts';
import { schemaLimits } from './schema-limits.ts';
import type { SchemaProblem } from './schema-problem.ts';

export type At = SchemaProblem['at'];

/** What a keyword asks of the check that it is part of. */
export interface Checker {
  /** What is wrong with a value by a schema, which may be a part of either. */
  check(schema: Json, value: Json, at: At): readonly SchemaProblem[];
  resolve(reference: string): Json;
  matches(pattern: string, text: string): boolean;
  /** Equality as JSON. */
  identity(value: Json): string;
  /** Counts work. @throws what ends the check, beyond its limit */
  spend(work: number): void;
}

/** A value that meets a schema. */
export interface Meeting {
  readonly schema: JsonObject;
  readonly value: Json;
  readonly at: At;
  readonly checker: Checker;
}

/** What a keyword says. `wanted` is its value in the schema, whose form has been checked. */
export type Keyword = (wanted: Json, meeting: Meeting) => readonly SchemaProblem[];

export type Keywords = Readonly<Record<string, Keyword>>;

/** What is wrong with some of the parts. Beyond what anybody is told, nothing more is looked for. */
export function problemsOf<Part>(
  parts: readonly Part[],
  find: (part: Part, index: number) => readonly SchemaProblem[],
): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  for (const [index, part] of parts.entries()) {
    problems.push(...find(part, index));
    if (problems.length >= schemaLimits.maxProblems) break;
  }
  return problems;
}

/** A value as a message shows it: an author chooses how long it is. */
export function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199).toWellFormed()}…` : text;
}

/** One problem at the value's own place, unless it holds. */
export function unless(
  holds: boolean,
  { at }: Pick<Meeting, 'at'>,
  message: string,
): readonly SchemaProblem[] {
  return holds ? [] : [{ at, message }];
}
