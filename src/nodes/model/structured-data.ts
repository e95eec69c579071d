import { err, isJsonObject, type Json, ok, type Result } from '../../kernel/index.ts';
import type { JsonSchema } from '../json-schema/json-schema.ts';
import { describeProblems } from '../json-schema/schema-problem.ts';

/** Deeper values are walked recursively elsewhere. */
const maxDepth = 64;

/** The value that an answer holds as JSON, or what is wrong with it. A fence of Markdown around it is left out. */
export function structuredData(text: string, schema: JsonSchema): Result<Json, string> {
  const parsed = parseJson(unfenced(text));
  if (!parsed.ok) return parsed;
  const problems = schema.check(parsed.value);
  return problems.length === 0 ? parsed : err(describeProblems('data', problems));
}

function unfenced(text: string): string {
  const fenced = /^```(?:json)?\s*\n([\s\S]*)\n```$/.exec(text.trim());
  return fenced?.[1] ?? text;
}

function parseJson(text: string): Result<Json, string> {
  try {
    const value: Json = JSON.parse(text);
    return isDeeperThan(value, maxDepth) ? err(`it is nested deeper than ${maxDepth} levels`) : ok(value);
  } catch {
    return err('it is not JSON');
  }
}

function isDeeperThan(value: Json, levels: number): boolean {
  if (levels < 0) return true;
  if (!Array.isArray(value) && !isJsonObject(value)) return false;
  return Object.values(value).some((item) => isDeeperThan(item, levels - 1));
}
