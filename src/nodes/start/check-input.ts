import { isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import type { JsonSchema } from '../json-schema/json-schema.ts';
import { describeProblems, type SchemaProblem } from '../json-schema/schema-problem.ts';

/** Why the input is not what the workflow's `inputs` want; null: it is. */
export function checkInput(
  inputs: JsonSchema,
  input: Json,
): { readonly message: string; readonly details: JsonObject } | null {
  const problems = inputProblems(inputs, input);
  if (problems.length === 0) return null;
  const message = `the input does not satisfy the workflow's inputs: ${describeProblems('input', problems)}`;
  const places = problems.map((problem) => ({
    path: ['input', ...problem.at].join('.'),
    message: describeProblems('input', [problem]),
  }));
  return { message, details: { problems: places } };
}

/**
 * No input counts as an empty object. The user's turn is copied to `input.message` whatever the workflow declares, so
 * a message that it does not declare is never what makes an input wrong.
 */
function inputProblems(inputs: JsonSchema, input: Json): readonly SchemaProblem[] {
  const problems = inputs.check(input);
  if (problems.length === 0) return problems;
  if (input === null) return inputs.check({});
  if (!isJsonObject(input) || !Object.hasOwn(input, 'message') || declaresMessage(inputs.source))
    return problems;
  const { message: _, ...declared } = input;
  return inputs.check(declared);
}

function declaresMessage(schema: Json): boolean {
  return (
    isJsonObject(schema) && isJsonObject(schema.properties) && Object.hasOwn(schema.properties, 'message')
  );
}
