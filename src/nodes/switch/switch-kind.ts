import { z } from 'zod';
import { celField } from '../config-fields.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';

/** Ports that every switch has. */
const ownPorts: ReadonlySet<string> = new Set(['default', 'error']);

const switchCase = z.strictObject({
  port: z
    .string()
    .regex(
      /^[A-Za-z_][A-Za-z0-9_-]*$/,
      'must begin with a letter or _, and go on with letters, digits, _ and -',
    )
    .max(100)
    .refine((port) => !ownPorts.has(port), 'is a port that every switch has: choose another name')
    .describe('The port by which it goes on.'),
  condition: celField('A CEL condition. The first case whose condition is true is taken.'),
});

const config = z
  .strictObject({
    cases: z.array(switchCase).min(1).max(50).describe('The cases, in the order in which they are asked.'),
  })
  .superRefine(({ cases }, context) => {
    for (const [index, { port }] of cases.entries()) {
      if (cases.findIndex((other) => other.port === port) === index) continue;
      const message = `is "${port}" a second time: join the conditions with ||`;
      context.addIssue({ code: 'custom', path: ['cases', index, 'port'], message });
    }
  });

/** Asks several questions in order and goes on by the first that is answered with yes. */
export const switchKind = defineNodeKind({
  type: 'switch',
  label: 'Switch',
  category: 'control',
  description: 'Goes on by the port of the first case whose condition is true.',
  pure: true,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [
    { name: 'default', description: 'No case is true.' },
    { name: 'error', description: 'A condition could not be evaluated.' },
  ],
  portsOf: ({ cases }) =>
    cases.map(({ port, condition }) => ({ name: port, description: `\`${condition}\` is true.` })),
  output: () => ({ fields: { port: 'string' } }),
  compile: ({ cases }, compiler) => {
    const compiled = cases.map(({ port, condition }, index) => ({
      port,
      condition: compiler.expression(condition, `cases.${index}.condition`, 'bool'),
    }));
    return {
      pure: true,
      run: (activation) => {
        for (const { port, condition } of compiled) {
          const holds = condition.evaluate(activation.values);
          if (!holds.ok) return failedOutcome(activation, holds.error);
          if (holds.value === true) return { status: 'completed', port, output: { port } };
        }
        return { status: 'completed', port: 'default', output: { port: 'default' } };
      },
    };
  },
});
