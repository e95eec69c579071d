import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparable } from './comparable.ts';
import { calm, type Fate, instants, interruptions } from './fate.ts';
import { isPureIn } from './plan-of.ts';
import { propertyRuns, propertyTimeout } from './property-runs.ts';
import { linesOf, scriptOfTable } from './reference/builders.ts';
import type { ReferenceGraph, Script } from './reference/graph.ts';
import { interpret } from './reference/interpret.ts';
import { nestedCase, randomCase } from './reference/random-graph.ts';
import { scriptOf } from './reference/script.ts';
import { shapes } from './reference/shapes.ts';
import type { World } from './reference/world.ts';
import { simulate } from './simulate.ts';

function expectAgreement(graph: ReferenceGraph, script: Script, fate: Fate): void {
  const actual = comparable(simulate(graph, script, fate));
  const expected = reference(graph, script, fate);
  if (nests(graph) && isOutOfSteps(expected)) expect(isOutOfSteps(actual)).toBe(true);
  else expect(actual).toEqual(expected);
}

function reference(graph: ReferenceGraph, script: Script, fate: Fate, arrange?: World['arrange']) {
  const isPure: World['isPure'] = (node, within) => isPureIn(within, node, fate.isPure);
  return comparable(interpret(graph, script, { isPure, ...(arrange && { arrange }) }));
}

/** What fails in an instant ends what stands beside it, wherever that has come to: nobody promises where (R13). */
function isDetermined(graph: ReferenceGraph, script: Script, fate: Fate): boolean {
  const forwards = reference(graph, script, fate);
  return isDeepStrictEqual(
    reference(graph, script, fate, (moves) => moves.toReversed()),
    forwards,
  );
}

function nests(graph: ReferenceGraph): boolean {
  return graph.nodes.some(({ nested }) => nested !== undefined);
}

/** Which of the graphs under way has the last step depends on the order in which they are looked at. */
function isOutOfSteps({ terminal }: ReturnType<typeof comparable>): boolean {
  return terminal.status === 'failed' && terminal.code === 'limit/steps';
}

describe('the scheduler and the reference interpreter', () => {
  describe.each([
    ['random graphs', randomCase],
    ['random graphs that run graphs', nestedCase],
  ])('on %s', (_, cases) => {
    it(
      'agree: activations, attempts, edges taken, and the end',
      () => {
        fc.assert(
          fc.property(cases(), ({ graph, seed }) => expectAgreement(graph, scriptOf(seed, graph), calm)),
          { numRuns: propertyRuns },
        );
      },
      propertyTimeout,
    );

    it(
      'agree although workers die at any moment and attempts wait: no attempt that was lost counts',
      () => {
        fc.assert(
          fc.property(cases(), fc.nat(), ({ graph, seed }, fate) =>
            expectAgreement(graph, scriptOf(seed, graph), interruptions(fate)),
          ),
          { numRuns: propertyRuns },
        );
      },
      propertyTimeout,
    );

    it(
      'agree although some nodes take no time, alone or in loops that go round in an instant',
      () => {
        fc.assert(
          fc.property(cases(), fc.nat(), ({ graph, seed }, fate) => {
            const script = scriptOf(seed, graph);
            fc.pre(isDetermined(graph, script, instants(fate)));
            expectAgreement(graph, script, instants(fate));
          }),
          { numRuns: propertyRuns },
        );
      },
      propertyTimeout,
    );
  });
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
