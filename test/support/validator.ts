import { builtInKinds, createRegistry } from '../../src/nodes/index.ts';
import { createValidator } from '../../src/validation/index.ts';

/** The kinds of node that Chatter brings. */
export const registry = createRegistry(builtInKinds);

export const validator = createValidator(registry);
