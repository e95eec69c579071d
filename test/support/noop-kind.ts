import { z } from 'zod';
import { jsonField } from '../../src/nodes/config-fields.ts';
import { defineNodeKind } from '../../src/nodes/index.ts';

const config = z.strictObject({
  output: jsonField('What it gives.').default(null),
  text: z.string().default('').describe('What it streams before it ends.'),
  fail: z.boolean().default(false).describe('Whether it fails for good.'),
  failTimes: z.int().min(0).default(0).describe('How many attempts fail before one does not.'),
  hang: z.boolean().default(false).describe('Whether it goes on until it is aborted.'),
});

/** An effectful kind that has no effect: it ends as its configuration says, and refuses any other setting. */
export const noopKind = defineNodeKind({
  type: 'noop',
  label: 'No operation',
  category: 'control',
  description: 'Does nothing, as an effectful kind.',
  pure: false,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [
    { name: 'out', description: 'It did nothing.' },
    { name: 'error', description: 'It was told to fail.' },
  ],
  output: () => 'dyn',
  compile: ({ output, text, fail, failTimes, hang }) => ({
    pure: false,
    run: async ({ nodeId, attempt }, world) => {
      const { signal } = world;
      if (text !== '') world.text(text);
      if (hang) await aborted(signal);
      if (!fail && !signal.aborted && attempt > failTimes)
        return { status: 'completed', port: 'out', output };
      const message = `node "${nodeId}": attempt ${attempt} was told to fail`;
      const error = { code: 'model/unavailable', message, retryable: !fail };
      return { status: 'failed', error, ...(text === '' ? {} : { text }) };
    },
  }),
});

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
