import { z } from 'zod';
import { celField } from '../config-fields.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';

const config = z.strictObject({
  condition: celField(
    'A CEL expression that is true or false, as `nodes.classify.output.data.urgent` or `vars.tries < 3`.',
  ),
});

/** Asks one question and goes on by its answer. */
export const conditionalKind = defineNodeKind({
  type: 'conditional',
  label: 'Conditional',
  category: 'control',
  description: 'Evaluates a condition and goes on by `true` or by `false`.',
  pure: true,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [
    { name: 'true', description: 'The condition holds.' },
    { name: 'false', description: 'The condition does not hold.' },
    { name: 'error', description: 'The condition could not be evaluated.' },
  ],
  output: () => ({ fields: { result: 'bool' } }),
  compile: ({ condition }, compiler) => {
    const compiled = compiler.expression(condition, 'condition', 'bool');
    return {
      pure: true,
      run: (activation) => {
        const holds = compiled.evaluate(activation.values);
        if (!holds.ok) return failedOutcome(activation, holds.error);
        const result = holds.value === true;
        return { status: 'completed', port: String(result), output: { result } };
      },
    };
  },
});
