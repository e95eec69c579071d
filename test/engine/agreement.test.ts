import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scriptOfTable } from './reference/builders.ts';
import type { ReferenceGraph, Script, Terminal } from './reference/graph.ts';
import { interpret } from './reference/interpret.ts';
import { randomCase } from './reference/random-graph.ts';
import { scriptOf } from './reference/script.ts';
import { shapes } from './reference/shapes.ts';
import { type SimulatedActivation, simulate } from './simulate.ts';

const runs = Number(process.env.CHATTER_PROPERTY_RUNS ?? 2000);

interface Comparable {
  readonly activations: ReadonlyMap<string, SimulatedActivation>;
  readonly terminal: Terminal;
}

/** In an order that does not depend on when what was skipped was noted. */
function comparable({ activations, terminal }: Comparable) {
  const sorted = [...activations].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    terminal,
    activations: sorted.map(([path, one]) => [path, { ...one, taken: [...one.taken].sort() }]),
  };
}

function expectAgreement(graph: ReferenceGraph, script: Script): void {
  expect(comparable(simulate(graph, script))).toEqual(comparable(interpret(graph, script)));
}

describe('the scheduler and the reference interpreter', () => {
  it('agree on random graphs: activations, edges taken, and the end', () => {
    fc.assert(
      fc.property(randomCase(), ({ graph, seed }) => expectAgreement(graph, scriptOf(seed, graph))),
      { numRuns: runs },
    );
  });

  it.each(shapes)('agree: $title', ({ graph, script }) => {
    expectAgreement(graph, scriptOfTable(script));
  });
});
