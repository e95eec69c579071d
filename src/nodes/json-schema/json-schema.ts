import { err, type Json, ok, type Result } from '../../kernel/index.ts';
import { checkValue, type PatternCache } from './check-value.ts';
import { schemaProblems } from './read-schema.ts';
import { type SchemaProblem, withShortKeys } from './schema-problem.ts';

/** A JSON Schema that has been read: every keyword in it is understood. */
export interface JsonSchema {
  readonly source: Json;
  /** What is wrong with the value; nothing: an empty list. Never throws; ends after bounded work. */
  check(value: Json): readonly SchemaProblem[];
}

/**
 * Reads a JSON Schema (draft 2020-12; tuples and definitions also as in draft 7). Its author need not be trusted:
 * patterns run in linear time, references stay inside, and work is bounded. A keyword that would refuse values but is
 * not supported is a problem, for passing over it would let them in. `format` is a remark: it checks nothing.
 */
export function compileJsonSchema(source: Json): Result<JsonSchema, readonly SchemaProblem[]> {
  const problems = schemaProblems(source);
  if (problems.length > 0) return err(problems.map(withShortKeys));
  const patterns: PatternCache = new Map();
  return ok({ source, check: (value) => checkValue(source, value, patterns).map(withShortKeys) });
}
