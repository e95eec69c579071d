import type { PureBehaviour } from './node-behaviour.ts';

/** A disabled node is passed through: it does nothing and leaves by `out`, with null output. */
export const disabledBehaviour: PureBehaviour = {
  pure: true,
  run: () => ({ status: 'completed', port: 'out', output: null }),
};
