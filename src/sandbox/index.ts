import { availableParallelism } from 'node:os';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Scripts } from '../runtime/ports/scripts.ts';
import { Sandbox } from './sandbox.ts';

export { refusedScripts } from './refused-scripts.ts';

/** Runs scripts in a sandbox. One that takes long must not be all that runs, and all together not all the machine does. */
export function createSandbox(clock: Clock): Scripts {
  return new Sandbox({ threads: Math.min(Math.max(availableParallelism(), 2), 4), clock });
}
