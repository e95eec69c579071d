import { err, type Json, type Result } from '../../kernel/index.ts';
import type { JsonSchema } from '../json-schema/json-schema.ts';
import { describeProblems } from '../json-schema/schema-problem.ts';
import { parseJson } from '../parse-json.ts';

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
