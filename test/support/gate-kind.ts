import { z } from 'zod';
import { defineNodeKind } from '../../src/nodes/index.ts';

/** A kind that says something, and goes on when its test lets it. */
export function gateKind() {
  const gate = Promise.withResolvers<void>();
  const kind = defineNodeKind({
    type: 'gate',
    label: 'Gate',
    category: 'control',
    description: 'Waits for its test.',
    pure: false,
    isEntry: false,
    bodyPort: null,
    needs: [],
    config: z.strictObject({}),
    ports: [
      { name: 'out', description: 'It was opened.' },
      { name: 'error', description: 'It was not.' },
    ],
    output: () => 'dyn',
    compile: () => ({
      pure: false,
      run: async (_, world) => {
        world.text('waiting');
        await gate.promise;
        world.text(', and open');
        return { status: 'completed', port: 'out', output: null };
      },
    }),
  });
  return { kind, open: gate.resolve };
}
