import { z } from 'zod';
import { isJsonObject } from '../../src/kernel/index.ts';
import { defineNodeKind } from '../../src/nodes/index.ts';

export interface PeerObserver {
  tick(id: string): void;
  emitted(id: string, token: number): void;
}

/** Reads the state, appends one value to it, and tells that it was entered. */
export function peerStepKind({ tick, emitted }: PeerObserver) {
  return defineNodeKind({
    type: 'step',
    label: 'Step',
    category: 'control',
    description: 'Appends one value.',
    pure: false,
    isEntry: false,
    bodyPort: null,
    needs: [],
    config: z.strictObject({ tokens: z.int().min(0).default(0).describe('How many tokens it streams.') }),
    ports: [{ name: 'out', description: 'It is done.' }],
    output: () => 'dyn',
    writes: () => ['items'],
    compile: ({ tokens }) => ({
      pure: false,
      run: async ({ nodeId, values }, world) => {
        const id = isJsonObject(values.input) ? String(values.input.id) : '';
        tick(id);
        for (let token = 0; token < tokens; token += 1) {
          emitted(id, token);
          world.text('x');
          await null;
        }
        const variables = [{ operation: 'append', name: 'items', value: nodeId }] as const;
        return { status: 'completed', port: 'out', output: nodeId, variables };
      },
    }),
  });
}
