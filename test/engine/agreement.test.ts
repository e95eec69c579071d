import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparable } from './comparable.ts';
import { calm, type Fate, interruptions } from './fate.ts';
import { propertyRuns, propertyTimeout } from './property-runs.ts';
import { linesOf, scriptOfTable } from './reference/builders.ts';
import type { ReferenceGraph, Script } from './reference/graph.ts';
import { interpret } from './reference/interpret.ts';
import { randomCase } from './reference/random-graph.ts';
import { scriptOf } from './reference/script.ts';
import { shapes } from './reference/shapes.ts';
import { simulate } from './simulate.ts';

function expectAgreement(graph: ReferenceGraph, script: Script, fate: Fate): void {
  expect(comparable(simulate(graph, script, fate))).toEqual(comparable(interpret(graph, script)));
}

describe('the scheduler and the reference interpreter', () => {
  it(
    'agree on random graphs: activations, attempts, edges taken, and the end',
    () => {
      fc.assert(
        fc.property(randomCase(), ({ graph, seed }) => expectAgreement(graph, scriptOf(seed, graph), calm)),
        { numRuns: propertyRuns },
      );
    },
    propertyTimeout,
  );

  it(
    'agree although workers die at any moment and attempts wait: no attempt that was lost counts',
    () => {
      fc.assert(
        fc.property(randomCase(), fc.nat(), ({ graph, seed }, fate) =>
          expectAgreement(graph, scriptOf(seed, graph), interruptions(fate)),
        ),
        { numRuns: propertyRuns },
      );
    },
    propertyTimeout,
  );
});

describe('the scheduler', () => {
  it.each(shapes)('$title', ({ graph, script, activations, terminal }) => {
    const simulation = simulate(graph, scriptOfTable(script));
    expect({ activations: linesOf(simulation).sort(), terminal: simulation.terminal }).toEqual({
      activations: [...activations].sort(),
      terminal,
    });
  });
});
