import { z } from 'zod';
import { builtInKinds, createRegistry, defineNodeKind } from '../../../src/nodes/index.ts';
import { createValidator } from '../../../src/validation/index.ts';

const anything = z.record(z.string(), z.unknown());

/** What the kinds will refuse. */
const configs: Readonly<Record<string, z.ZodType<object>>> = {
  memory: z.strictObject({
    strategy: z.enum(['window', 'adaptive', 'summary', 'facts']),
    allowNone: z.boolean().optional(),
  }),
};

/** Kinds that legacy workflows have and that Chatter may not bring yet: they stand in for them, and do nothing. */
const standIns = ['memory', 'retrieval', 'tools']
  .filter((type) => builtInKinds.every((kind) => kind.type !== type))
  .map((type) =>
    defineNodeKind({
      type,
      label: type,
      category: 'control',
      description: 'Stands in for a kind that is not there.',
      pure: true,
      isEntry: false,
      bodyPort: null,
      needs: [],
      config: configs[type] ?? anything,
      ports: [
        { name: 'out', description: 'It did nothing.' },
        { name: 'error', description: 'Never.' },
      ],
      output: () => 'dyn',
      compile: () => ({
        pure: true,
        // What tools would do: one answer for what the last message asks for.
        run: () => ({
          status: 'completed',
          port: 'out',
          output: null,
          ...(type === 'tools'
            ? { messages: [{ role: 'tool' as const, content: 'found', toolCallId: '1' }] }
            : {}),
        }),
      }),
    }),
  );

export const missingTypes: readonly string[] = standIns.map(({ type }) => type);

export const registry = createRegistry([...builtInKinds, ...standIns]);

/** With stand-ins, so that what is around them is checked too. */
export const validator = createValidator(registry);

/** With the kinds that Chatter brings, and no others. */
export const strictValidator = createValidator(createRegistry(builtInKinds));
