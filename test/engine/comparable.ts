import type { Trace } from './reference/graph.ts';
import type { Simulation } from './simulate.ts';

/**
 * Whether a scope that is ended in the moment in which it begins has started its `start` depends on the order in which
 * graphs beside one another are looked at, and on nothing that the design says.
 */
function isStartInside(path: string): boolean {
  return /\/start( @\d+)?$/.test(path);
}

/** What must be the same in the reference and the engine, in an order that does not depend on when it was noted. */
export function comparable({ activations, terminal }: Pick<Trace | Simulation, 'activations' | 'terminal'>) {
  const sorted = [...activations]
    .filter(([path, { status }]) => !(isStartInside(path) && status === 'cancelled'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    terminal,
    activations: sorted.map(([path, one]) => [path, { ...one, taken: [...one.taken].sort() }]),
  };
}
