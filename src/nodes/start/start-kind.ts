import { z } from 'zod';
import { isJsonObject, type Json } from '../../kernel/index.ts';
import { failedOutcome } from '../failed-outcome.ts';
import type { JsonSchema } from '../json-schema/json-schema.ts';
import { describeProblems, type SchemaProblem } from '../json-schema/schema-problem.ts';
import { type Activation, defineNodeKind } from '../node-kind.ts';

/** Where every execution begins. */
export const startKind = defineNodeKind({
  type: 'start',
  label: 'Start',
  category: 'control',
  description:
    "Where the execution begins: every workflow has exactly one. It checks the input against the workflow's `inputs` and passes it on as its output.",
  pure: true,
  isEntry: true,
  bodyPort: null,
  needs: [],
  config: z.strictObject({}),
  ports: [{ name: 'out', description: 'The input is as the workflow wants it.' }],
  output: () => 'dyn',
  compile: (_, { inputs }) => ({
    pure: true,
    run: (activation) => begin(activation, inputs),
  }),
});

function begin(activation: Activation, inputs: JsonSchema) {
  const { input = null } = activation.values;
  const problems = inputProblems(inputs, input);
  if (problems.length === 0) return { status: 'completed', port: 'out', output: input } as const;
  const message = `the input does not satisfy the workflow's inputs: ${describeProblems('input', problems)}`;
  const places = problems.map((problem) => ({
    path: ['input', ...problem.at].join('.'),
    message: problem.message,
  }));
  return failedOutcome(activation, { code: 'input/invalid', message }, { details: { problems: places } });
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
