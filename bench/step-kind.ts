import { z } from 'zod';
import { defineNodeKind } from '../src/nodes/index.ts';

/** Whoever wants to know when steps begin, and when tokens leave. */
export interface StepObserver {
  began(executionId: string): void;
  emitted(executionId: string, token: number): void;
}

/** An effectful kind that does nothing but tell that it was entered, and stream tokens where it is asked to. */
export function stepKind(observer: StepObserver) {
  return defineNodeKind({
    type: 'step',
    label: 'Step',
    category: 'control',
    description: 'Does nothing.',
    pure: false,
    isEntry: false,
    bodyPort: null,
    needs: [],
    config: z.strictObject({ tokens: z.int().min(0).default(0).describe('How many tokens it streams.') }),
    ports: [{ name: 'out', description: 'It is done.' }],
    output: () => 'dyn',
    compile: ({ tokens }) => ({
      pure: false,
      run: async ({ idempotencyKey, nodeId }, world) => {
        const executionId = idempotencyKey.slice(0, idempotencyKey.indexOf(':'));
        observer.began(executionId);
        for (let token = 0; token < tokens; token += 1) {
          observer.emitted(executionId, token);
          world.text('x');
          await null;
        }
        return { status: 'completed', port: 'out', output: nodeId };
      },
    }),
  });
}
