import { z } from 'zod';
import { failureType } from '../../expression/index.ts';
import { isJsonObject, type Json } from '../../kernel/index.ts';
import { jsonField } from '../config-fields.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import type { Activation } from '../node-behaviour.ts';

const config = z.strictObject({
  maxRetries: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe(
      'How often a node whose failure would lead here is tried again first, after the attempts of its own `retry`. Only failures that may pass are.',
    ),
  backoffMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(1000)
    .describe(
      'The wait before the first of these attempts, in milliseconds; it doubles for each further one.',
    ),
  action: z
    .enum(['continue', 'clear_errors', 'stop'])
    .default('continue')
    .describe(
      '`continue` goes on with `fallbackValue`, and tells the errors. `clear_errors` goes on as if nothing had happened. `stop` fails with the error.',
    ),
  fallbackValue: jsonField('What `continue` gives as `value`.').default(null),
});

type Config = z.output<typeof config>;

/** Decides what becomes of failures. */
export const errorHandlerKind = defineNodeKind({
  type: 'error_handler',
  label: 'Error handler',
  category: 'control',
  description:
    'Handles failures of the nodes whose `error` ports lead to it: it tries them again, goes on with a fallback, or stops.',
  pure: true,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [
    { name: 'out', description: 'The failure is handled.' },
    { name: 'error', description: 'With the action `stop`: the failure goes on.' },
  ],
  output: () => ({ fields: { value: 'dyn', error: failureType, errors: { list: failureType } } }),
  handles: ({ maxRetries, backoffMs }) => ({ maxRetries, backoffMs }),
  compile: (settings) => ({ pure: true, run: (activation) => handled(activation, settings) }),
});

function handled({ nodeId, values }: Activation, { action, fallbackValue }: Config) {
  const { error = null, errors = [] } = values;
  if (action === 'stop' && isJsonObject(error)) {
    const told = { code: String(error.code), message: `node "${nodeId}" stops: ${String(error.message)}` };
    return { status: 'failed', error: { ...told, retryable: false } } as const;
  }
  const output: Json =
    action === 'continue'
      ? { value: fallbackValue, error, errors }
      : { value: null, error: null, errors: [] };
  return { status: 'completed', port: 'out', output } as const;
}
