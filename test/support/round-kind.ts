import { z } from 'zod';
import { defineNodeKind } from '../../src/nodes/index.ts';

/** Stands for a model that heads a region: for some rounds it asks for tools, then it answers. */
export const roundKind = defineNodeKind({
  type: 'round',
  label: 'Round',
  category: 'control',
  description: 'Asks for tools in its first rounds.',
  pure: false,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config: z.strictObject({ rounds: z.int().min(0).describe('How often it asks for tools.') }),
  ports: [
    { name: 'out', description: 'It has said something.' },
    { name: 'error', description: 'It has failed.' },
  ],
  output: () => ({ fields: { wantsTools: 'bool' } }),
  compile: ({ rounds }) => ({
    pure: false,
    run: async ({ iteration }, world) => {
      world.text(`round ${iteration}`);
      return { status: 'completed', port: 'out', output: { wantsTools: iteration < rounds } };
    },
  }),
});
