import type { Json } from '../../kernel/index.ts';
import { type Keywords, type Meeting, problemsOf, unless } from './meeting.ts';
import type { SchemaProblem } from './schema-problem.ts';

/** Keywords that are made of other schemas for the same value. */
export const combiningKeywords: Keywords = {
  $ref: (wanted, { value, at, checker }) => checker.check(checker.resolve(String(wanted)), value, at),
  allOf: (wanted, meeting) => problemsOf(schemasOf(wanted), (schema) => problemsBy(schema, meeting)),
  anyOf: (wanted, meeting) => {
    const schemas = schemasOf(wanted);
    const holds = schemas.some((schema) => problemsBy(schema, meeting).length === 0);
    return unless(holds, meeting, `fits none of ${schemas.length} alternatives (anyOf)`);
  },
  oneOf: (wanted, meeting) => {
    const schemas = schemasOf(wanted);
    const fitting = schemas.filter((schema) => problemsBy(schema, meeting).length === 0).length;
    const message = `fits ${fitting} of ${schemas.length} alternatives, and must fit exactly one (oneOf)`;
    return unless(fitting === 1, meeting, message);
  },
  not: (wanted, meeting) =>
    unless(problemsBy(wanted, meeting).length > 0, meeting, 'is what the schema excludes (not)'),
  if: (wanted, meeting) => {
    const { schema } = meeting;
    const branch = problemsBy(wanted, meeting).length === 0 ? schema.then : schema.else;
    return problemsBy(branch ?? true, meeting);
  },
};

function problemsBy(schema: Json, { value, at, checker }: Meeting): readonly SchemaProblem[] {
  return checker.check(schema, value, at);
}

function schemasOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
