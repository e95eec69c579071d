import { z } from 'zod';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';
import type { JsonSchema } from '../json-schema/json-schema.ts';
import type { Activation } from '../node-behaviour.ts';
import { checkInput } from './check-input.ts';

/** Where every execution begins. */
export const startKind = defineNodeKind({
  type: 'start',
  label: 'Start',
  category: 'control',
  description:
    "Where the execution begins: every workflow has exactly one. It checks the input against the workflow's `inputs` and passes it on as its output. In the graph of a map, its output is the item.",
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
  // Of a map, the input is that of what is around it: were it recorded for each item, a list would be for each of its items.
  const { input = null, item = input } = activation.values;
  const problem = checkInput(inputs, input);
  if (problem === null) return { status: 'completed', port: 'out', output: item } as const;
  const { message, details } = problem;
  return failedOutcome(activation, { code: 'input/invalid', message }, { details });
}
