import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphOf, linesOf, loop, plain, scriptOfTable } from './reference/builders.ts';
import type { ReferenceGraph, Script, Trace } from './reference/graph.ts';
import { interpret } from './reference/interpret.ts';
import { locate } from './reference/locate.ts';
import { nestedCase, type RandomCase, randomCase } from './reference/random-graph.ts';
import { scriptOf } from './reference/script.ts';
import { shapes } from './reference/shapes.ts';
import { scopeOf } from './reference/structure.ts';
import { refusals } from './reference/validity.ts';

/** Of a node with three, and a handler that adds two. */
const mostAttempts = 5;
const numRuns = 500;

/** The same world, in which another activation ends first. */
const reordered = (script: Script, choose: Script['choose']): Script => ({ ...script, choose });

const nodeOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function run({ graph, seed }: RandomCase): Trace {
  return interpret(graph, scriptOf(seed, graph));
}

const sortedEntries = (trace: Trace) =>
  [...trace.activations].sort(([left], [right]) => (left < right ? -1 : 1));

const holds = (property: (given: RandomCase) => void): void =>
  fc.assert(fc.property(randomCase(), property), { numRuns });

describe('the reference interpreter', () => {
  it.each(shapes)('$title', ({ graph, script, activations, terminal }) => {
    const trace = interpret(graph, scriptOfTable(script));
    expect({ activations: linesOf(trace).sort(), terminal: trace.terminal }).toEqual({
      activations: [...activations].sort(),
      terminal,
    });
  });

  it('ends after no more outcomes than its step limit and its attempts allow', () => {
    holds((given) => {
      let outcomes = 0;
      const script = scriptOf(given.seed, given.graph);
      const trace = interpret(given.graph, {
        ...script,
        outcome: (path, attempt) => {
          outcomes += 1;
          return script.outcome(path, attempt);
        },
      });
      expect(outcomes).toBeLessThanOrEqual(given.graph.maxSteps * mostAttempts);
      expect(trace.order.length).toBeLessThanOrEqual(given.graph.maxSteps);
    });
  });

  it('ends every node of a completed execution, in every iteration it entered', () => {
    holds((given) => {
      const { activations, terminal } = run(given);
      if (terminal.status !== 'completed') return;
      const paths = [...activations.keys()];
      const scopes = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
      const missing = [...scopes].flatMap((scope) =>
        given.graph.nodes
          .filter((node) => scopeOf(given.graph, node.id) === scope.replaceAll(/\[\d+\]/g, ''))
          .map((node) => scope + node.id)
          .filter((path) => !activations.has(path)),
      );
      expect(missing).toEqual([]);
      expect(new Set(paths.map(nodeOf)).size).toBe(given.graph.nodes.length);
    });
  });

  it('leaves exactly one activation unhandled when it fails for one, and none when it completes', () => {
    holds((given) => {
      const { activations, terminal } = run(given);
      const unhandled = [...activations].filter(([, one]) => one.status === 'failed' && one.port === null);
      const expected = terminal.status === 'failed' && terminal.code !== 'limit/steps' ? [terminal.path] : [];
      expect(unhandled.map(([path]) => path)).toEqual(expected);
    });
  });

  it('gives the same activations in any completion order when nothing is cancelled or fails unhandled', () => {
    holds((given) => {
      if (given.graph.nodes.some((node) => node.cancelOthers)) return;
      const script = scriptOf(given.seed, given.graph);
      const traces = [
        interpret(given.graph, script),
        interpret(
          given.graph,
          reordered(script, () => 0),
        ),
        interpret(
          given.graph,
          reordered(script, (count) => count - 1),
        ),
        interpret(
          given.graph,
          reordered(script, (count, step) => (step * 7 + 3) % count),
        ),
      ];
      const [first, ...others] = traces;
      if (first === undefined || first.terminal.status !== 'completed') {
        expect(others.every((trace) => trace.terminal.status === 'failed')).toBe(true);
        return;
      }
      for (const other of others) {
        expect(other.terminal).toEqual(first.terminal);
        expect(sortedEntries(other)).toEqual(sortedEntries(first));
      }
    });
  });

  it('gives the same trace for the same case', () => {
    holds((given) => {
      expect(run(given)).toEqual(run(given));
    });
  });
});

describe('the validity of reference graphs', () => {
  it.each(shapes)('accepts the graph in which $title', ({ graph }) => {
    expect(refusals(graph)).toEqual([]);
  });

  it.each<[string, ReferenceGraph, string]>([
    [
      'a cycle with two entries',
      graphOf([plain('a'), plain('b')], ['start.out -> a', 'start.out -> b', 'a.out ?> b', 'b.out ?> a']),
      'cycle with two entries: a',
    ],
    [
      'an edge into start',
      graphOf([plain('a')], ['start.out -> a', 'a.out ?> start']),
      'edge into start: a.out ?> start',
    ],
    [
      'a back edge reached from done',
      graphOf(
        [loop('each'), plain('work'), plain('after')],
        [
          'start.out -> each',
          'each.body -> work',
          'work.out -> each',
          'each.done -> after',
          'after.out ?> each',
        ],
      ),
      'back edge reached from done or error: each',
    ],
    [
      'a body that does not lead back',
      graphOf([loop('each'), plain('work')], ['start.out -> each', 'each.body -> work']),
      'body does not lead back: each',
    ],
    [
      'a back edge that is only taken together with an exit',
      graphOf([plain('a'), plain('b')], ['start.out -> a', 'a.out -> a', 'a.out -> b']),
      'back edge only together with an exit: a.out -> a',
    ],
    [
      'a back edge to an outer header after an inner region that always breaks both',
      graphOf(
        [plain('outer'), plain('inner'), plain('side'), plain('out')],
        [
          'start.out -> outer',
          'outer.out -> inner',
          'outer.out -> side',
          'side.out -> outer',
          'inner.out ?> inner',
          'inner.out -> out',
        ],
      ),
      'back edge only together with an exit: side.out -> outer',
    ],
    [
      'a region without exit that always goes back',
      graphOf([plain('a'), plain('b')], ['start.out -> a', 'a.out -> b', 'b.out -> a']),
      'endless region: a',
    ],
    [
      'a node that cannot be reached',
      graphOf([plain('a'), plain('b')], ['start.out -> a', 'b.out -> a']),
      'unreachable: b',
    ],
    [
      'an edge from a port the node does not have',
      graphOf([plain('a')], ['start.out -> a', 'a.body -> a']),
      'edge from no port: a.body -> a',
    ],
  ])('refuses %s', (_, graph, refusal) => {
    expect(refusals(graph)).toContain(refusal);
  });

  it('accepts a region without exit that may stop by itself', () => {
    const graph = graphOf([plain('a', { allowNone: true })], ['start.out -> a', 'a.out ?> a']);
    expect(refusals(graph)).toEqual([]);
  });
});

describe('the random cases', () => {
  it('are valid, also when they shrink', () => {
    const check = ({ graph, seed }: RandomCase): void => {
      expect(refusals(graph)).toEqual([]);
      for (const smaller of randomCase().shrink({ graph, seed }, undefined)) {
        expect(refusals(smaller.value.graph)).toEqual([]);
      }
    };
    fc.assert(fc.property(randomCase(), check), { numRuns: numRuns / 5 });
  });

  it('meet what is hard about graphs that run graphs often enough', () => {
    const traces = fc.sample(nestedCase(), { numRuns: 1_000, seed: 1 }).map((given) => {
      const { activations, terminal } = run(given);
      const located = [...activations].map(([path, one]) => {
        const { node, around } = locate(given.graph, path.replace(/ @\d+$/, ''));
        return { path, one, node, depth: around.length };
      });
      const fails = located.filter(({ one }) => one.status === 'failed');
      return {
        nestsTwice: located.some(({ depth }) => depth === 2),
        iteratesInside: located.some(({ path, depth }) => depth > 0 && /\[[1-9]\d*\]\/(\w+)$/.test(path)),
        failsForScope: fails.some(({ node }) => node.nested !== undefined),
        goesOnAfterFailure: fails.some(({ depth }) => depth > 0) && terminal.status === 'completed',
        runsAgain: located.some(({ path }) => path.includes(' @')),
        cancelsInside: located.some(({ one, depth }) => depth > 0 && one.status === 'cancelled'),
        handles: located.some(({ node, one }) => node.handles !== undefined && one.status === 'completed'),
        terminates: located.some(({ node, one }) => node.terminate && one.status === 'completed'),
      };
    });
    const share = (name: keyof (typeof traces)[number]) =>
      traces.filter((trace) => trace[name]).length / 1_000;
    expect(share('nestsTwice')).toBeGreaterThan(0.1);
    expect(share('iteratesInside')).toBeGreaterThan(0.2);
    expect(share('failsForScope')).toBeGreaterThan(0.1);
    expect(share('goesOnAfterFailure')).toBeGreaterThan(0.05);
    expect(share('runsAgain')).toBeGreaterThan(0.03);
    expect(share('cancelsInside')).toBeGreaterThan(0.1);
    expect(share('handles')).toBeGreaterThan(0.02);
    expect(share('terminates')).toBeGreaterThan(0.03);
  });

  it('meet what is hard to schedule often enough', () => {
    const traces = fc.sample(randomCase(), { numRuns: 1_000, seed: 1 }).map((given) => {
      const activations = [...run(given).activations];
      return {
        nests: given.graph.nodes.some((node) => scopeOf(given.graph, node.id).split('/').length > 2),
        iterates: activations.some(([path]) => /\[[1-9]/.test(path)),
        skips: activations.some(([, one]) => one.status === 'skipped'),
        cancels: activations.some(([, one]) => one.status === 'cancelled'),
        handles: activations.some(([, one]) => one.port === 'error'),
        retries: activations.some(([, one]) => one.attempts > 1),
      };
    });
    const share = (name: keyof (typeof traces)[number]) =>
      traces.filter((trace) => trace[name]).length / 1_000;
    expect(share('nests')).toBeGreaterThan(0.25);
    expect(share('iterates')).toBeGreaterThan(0.3);
    expect(share('skips')).toBeGreaterThan(0.5);
    expect(share('cancels')).toBeGreaterThan(0.05);
    expect(share('handles')).toBeGreaterThan(0.1);
    expect(share('retries')).toBeGreaterThan(0.05);
  });
});
