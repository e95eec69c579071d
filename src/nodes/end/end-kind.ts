import { z } from 'zod';
import type { Expression, ExpressionValues } from '../../expression/index.ts';
import type { Json } from '../../kernel/index.ts';
import { celRecordField } from '../config-fields.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { outputFields } from '../output-fields.ts';

const config = z.strictObject({
  outputs: celRecordField(
    'What the execution gives when it ends here: a name and a CEL expression for each value. An expression that has no value gives null.',
  ).default({}),
  terminate: z
    .boolean()
    .default(false)
    .describe(
      'Whether everything that still runs is cancelled, so that the execution ends at once. Otherwise other branches run on to their own ends.',
    ),
});

/** A sink: what leads here goes no further. */
export const endKind = defineNodeKind({
  type: 'end',
  label: 'End',
  category: 'control',
  description:
    'Ends a branch, and may name what the execution gives. It is optional: a branch also ends where no edge goes on. Inside a loop it is a way out.',
  pure: true,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [],
  output: ({ outputs }, typeAt) =>
    Object.keys(outputs).length === 0 ? 'null' : outputFields(outputs, typeAt),
  compile: ({ outputs, terminate }, compiler) => {
    const compiled = Object.entries(outputs).map(
      ([name, source]) => [name, compiler.expression(source, `outputs.${name}`)] as const,
    );
    return {
      pure: true,
      run: ({ values }) => ({
        status: 'completed',
        port: 'out',
        output: compiled.length === 0 ? null : outputsOf(compiled, values),
        ...(terminate ? { terminate } : {}),
      }),
    };
  },
});

/** What was never reached has no value, and that is no failure: null says so. */
function outputsOf(outputs: readonly (readonly [string, Expression])[], values: ExpressionValues): Json {
  return Object.fromEntries(
    outputs.map(([name, expression]) => {
      const result = expression.evaluate(values);
      return [name, result.ok ? result.value : null];
    }),
  );
}
