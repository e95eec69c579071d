import { z } from 'zod';
import { defineNodeKind } from '../../src/nodes/index.ts';

const config = z.strictObject({
  timeoutMs: z.int().min(0).exactOptional().describe('How long it waits for an answer.'),
});

const answer = z.strictObject({ action: z.enum(['yes', 'no']), by: z.string() });

/** A kind that waits for somebody's answer, without a process, and goes on by the port that the answer names. */
export const questionKind = defineNodeKind({
  type: 'question',
  label: 'Question',
  category: 'control',
  description: 'Waits for an answer.',
  pure: false,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [
    { name: 'yes', description: 'It was answered with yes.' },
    { name: 'no', description: 'It was answered with no.' },
    { name: 'timeout', description: 'Nobody answered in time.' },
    { name: 'error', description: 'The answer was none.' },
  ],
  output: () => 'dyn',
  compile: ({ timeoutMs }) => ({
    pure: false,
    run: async ({ now }) => ({
      status: 'suspended',
      until: timeoutMs === undefined ? null : now + timeoutMs,
    }),
    resume: (_, ending) => {
      if (ending.type === 'due') return { status: 'completed', port: 'timeout', output: null };
      const given = answer.safeParse(ending.answer);
      if (given.success) return { status: 'completed', port: given.data.action, output: given.data };
      const error = { code: 'input/invalid', message: 'the answer must be yes or no', retryable: false };
      return { status: 'failed', error };
    },
  }),
});
