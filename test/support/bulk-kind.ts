import { z } from 'zod';
import type { Json } from '../../src/kernel/index.ts';
import { defineNodeKind } from '../../src/nodes/index.ts';

const traits = {
  category: 'data',
  pure: false,
  isEntry: false,
  bodyPort: null,
  needs: [],
  ports: [
    { name: 'out', description: 'It is there.' },
    { name: 'error', description: 'It cannot be kept.' },
  ],
} as const;

/** Makes a large value: a text, or a list of small objects. */
export const bulkKind = defineNodeKind({
  ...traits,
  type: 'bulk',
  label: 'Bulk',
  description: 'Makes a large value.',
  config: z.strictObject({
    form: z.enum(['text', 'list']).default('text').describe('Of what type it is.'),
    length: z.int().min(0).describe('How many characters its JSON text has, more or less.'),
    seed: z.string().default('é').describe('What tells it from others.'),
  }),
  output: () => ({ fields: { data: 'dyn' } }),
  compile: ({ form, length, seed }) => ({
    pure: false,
    run: async () => ({ status: 'completed', port: 'out', output: { data: bulkOf(form, length, seed) } }),
  }),
});

export function bulkOf(form: 'text' | 'list', length: number, seed = 'é'): Json {
  if (form === 'text') return seed + 'x'.repeat(length - seed.length);
  return Array.from({ length: Math.ceil(length / 40) }, (_, index) => ({
    index,
    text: `${seed}: some words`,
  }));
}

/** An effectful kind that hands on what another node gave. */
export const passOnKind = defineNodeKind({
  ...traits,
  type: 'pass_on',
  label: 'Pass on',
  description: 'Hands on what another node gave.',
  config: z.strictObject({ from: z.string().describe('Of which node.') }),
  output: () => ({ fields: { data: 'dyn' } }),
  compile: ({ from }, compiler) => {
    const data = compiler.expression(`nodes.${from}.output.data`, 'from');
    return {
      pure: false,
      run: async ({ values }) => {
        const result = data.evaluate(values);
        if (!result.ok) return { status: 'failed', error: { ...result.error, retryable: false } };
        return { status: 'completed', port: 'out', output: { data: result.value, by: from } };
      },
    };
  },
});

/** Keeps a file, and gives what refers to it. */
export const fileKind = defineNodeKind({
  ...traits,
  type: 'file',
  label: 'File',
  description: 'Keeps bytes.',
  config: z.strictObject({
    text: z.string().describe('What they say.'),
    contentType: z.string().describe('Of what type they are.'),
  }),
  output: () => 'dyn',
  compile: ({ text, contentType }) => ({
    pure: false,
    run: async (_, world) => ({
      status: 'completed',
      port: 'out',
      output: await world.keep(Buffer.from(text), contentType),
    }),
  }),
});
