import type { Trace } from './reference/graph.ts';
import type { Simulation } from './simulate.ts';

/** What must be the same in the reference and the engine, in an order that does not depend on when it was noted. */
export function comparable({ activations, terminal }: Pick<Trace | Simulation, 'activations' | 'terminal'>) {
  const sorted = [...activations].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    terminal,
    activations: sorted.map(([path, one]) => [path, { ...one, taken: [...one.taken].sort() }]),
  };
}
