import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IssueCode, NodeKinds, ValidationIssue, WorkflowGraphInput } from '../../src/graph/index.ts';
import { parseWorkflowGraph } from '../../src/graph/index.ts';
import { validateStructure } from '../../src/validation/index.ts';
import type { ReferenceEdge, ReferenceGraph, ReferenceNode } from '../engine/reference/graph.ts';
import { randomCase } from '../engine/reference/random-graph.ts';
import { shapes } from '../engine/reference/shapes.ts';
import { refusals } from '../engine/reference/validity.ts';

const numRuns = Number(process.env.CHATTER_PROPERTY_RUNS ?? 2000);

/** How the reference says the same, in its order: it stops after a group in which it finds something. */
const sayings: readonly Partial<Record<IssueCode, (issue: ValidationIssue) => readonly string[]>>[] = [
  {
    'edge/unknown-port': (issue) => [`edge from no port: ${issue.edgeId}`],
    'edge/into-start': (issue) => [`edge into start: ${issue.edgeId}`],
    'node/unreachable': (issue) => [`unreachable: ${issue.nodeId}`],
  },
  { 'cycle/two-entries': (issue) => (issue.nodeIds ?? []).map((id) => `cycle with two entries: ${id}`) },
  {
    'loop/exit-leads-back': (issue) => [`back edge reached from done or error: ${issue.nodeId}`],
    'loop/body-leads-nowhere': (issue) => [`body does not lead back: ${issue.nodeId}`],
    'region/back-only-with-exit': (issue) => [`back edge only together with an exit: ${issue.edgeId}`],
    'region/endless': (issue) => [`endless region: ${issue.nodeId}`],
  },
];

function verdict(graph: ReferenceGraph): readonly string[] {
  const parsed = parseWorkflowGraph(documentOf(graph));
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  const errors = validateStructure(parsed.value, kindsOf(graph)).filter(
    (issue) => issue.severity === 'error',
  );
  const unsaid = errors.filter(({ code }) => !sayings.some((group) => group[code]));
  expect(unsaid).toEqual([]);
  const said = sayings.map((group) => errors.flatMap((issue) => group[issue.code]?.(issue) ?? []));
  return said.find((group) => group.length > 0) ?? [];
}

function documentOf(graph: ReferenceGraph): WorkflowGraphInput {
  return {
    nodes: graph.nodes.map(({ id, join, cancelOthers, allowNone }) => ({
      id,
      type: `kind of ${id}`,
      join,
      cancelOthers,
      config: { allowNone },
    })),
    edges: graph.edges.map(({ id, source, sourcePort, target, conditional }) => ({
      id,
      source,
      sourcePort,
      target,
      ...(conditional ? { condition: 'input.ok' } : {}),
    })),
  };
}

/** A kind for every node. */
function kindsOf(graph: ReferenceGraph): NodeKinds {
  const byType = new Map(graph.nodes.map((node) => [`kind of ${node.id}`, node]));
  return {
    has: (type) => byType.has(type),
    types: () => [...byType.keys()],
    traitsOf: (type) => ({
      isEntry: byType.get(type)?.id === graph.start,
      bodyPort: byType.get(type)?.bodyPort ?? null,
    }),
    givesSigns: () => false,
    handlesFailures: () => false,
    portsOf: ({ type }) => byType.get(type)?.ports ?? null,
  };
}

function expectAgreement(graph: ReferenceGraph): readonly string[] {
  const expected = refusals(graph);
  expect([...new Set(verdict(graph))].sort()).toEqual([...new Set(expected)].sort());
  return expected;
}

const portSets = [
  ['out', 'error'],
  ['out', 'error'],
  ['true', 'false', 'error'],
  ['body', 'done', 'error'],
  [],
];

/** Small graphs of any edges: most of them break a rule. */
const wildGraph: fc.Arbitrary<ReferenceGraph> = fc
  .record({
    kinds: fc.array(fc.nat(portSets.length - 1), { minLength: 1, maxLength: 6 }),
    allowNone: fc.nat(63),
    edges: fc.array(fc.tuple(fc.nat(6), fc.nat(3), fc.nat(20), fc.boolean()), { maxLength: 12 }),
  })
  .map(({ kinds, allowNone, edges }) => {
    const others = kinds.map((kind, index) => {
      const ports = portSets[kind] ?? [];
      return nodeOf(`n${index}`, ports, (allowNone & (1 << index)) !== 0);
    });
    const nodes = [nodeOf('start', ['out'], false), ...others];
    return edges.reduce(withEdge, { nodes, edges: [], start: 'start', maxIterations: 5, maxSteps: 100 });
  });

function nodeOf(id: string, ports: readonly string[], allowNone: boolean): ReferenceNode {
  const bodyPort = ports.includes('body') ? 'body' : null;
  return { id, join: 'all', cancelOthers: false, bodyPort, ports, allowNone, maxAttempts: 1 };
}

/** Numbers pick among what is there. Every tenth or so leads into the start or leaves by no port. */
function withEdge(
  graph: ReferenceGraph,
  [from, portNumber, to, conditional]: readonly [number, number, number, boolean],
): ReferenceGraph {
  const source = graph.nodes[from % graph.nodes.length];
  const targets = to === 0 ? graph.nodes : graph.nodes.filter((node) => node.id !== graph.start);
  const target = targets[to % targets.length];
  const sourcePort = source?.ports[portNumber % source.ports.length] ?? (to === 1 ? 'none' : undefined);
  if (!source || !target || sourcePort === undefined) return graph;
  const id = `x${graph.edges.length}`;
  return {
    ...graph,
    edges: [...graph.edges, { id, source: source.id, sourcePort, target: target.id, conditional }],
  };
}

/** Valid graphs with a few edges added, removed, turned round or made conditional. */
const brokenGraph: fc.Arbitrary<ReferenceGraph> = fc
  .tuple(
    randomCase(),
    fc.array(fc.tuple(fc.nat(40), fc.nat(3), fc.nat(40), fc.boolean()), { maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(40), fc.constantFrom('remove', 'toggle', 'retarget')), { maxLength: 2 }),
  )
  .map(([{ graph }, added, changed]) => changed.reduce(changedEdge, added.reduce(withEdge, graph)));

function changedEdge(graph: ReferenceGraph, [pick, change]: readonly [number, string]): ReferenceGraph {
  const index = pick % Math.max(1, graph.edges.length);
  const edges = graph.edges.flatMap((edge, at): ReferenceEdge[] => {
    if (at !== index) return [edge];
    if (change === 'remove') return [];
    if (change === 'toggle') return [{ ...edge, conditional: !edge.conditional }];
    return [{ ...edge, target: graph.nodes[pick % graph.nodes.length]?.id ?? edge.target }];
  });
  return { ...graph, edges };
}

const faultsOfCycles = [
  'cycle with two entries',
  'back edge reached from done or error',
  'body does not lead back',
  'back edge only together with an exit',
  'endless region',
];

describe('the structure rules and the reference', () => {
  it('agree that the graphs of the random cases are sound', () => {
    fc.assert(
      fc.property(randomCase(), ({ graph }) => {
        expect(expectAgreement(graph)).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('find the same faults in valid graphs with random changes', () => {
    fc.assert(
      fc.property(brokenGraph, (graph) => {
        expectAgreement(graph);
      }),
      { numRuns },
    );
  });

  it('find the same faults in graphs of random edges', () => {
    fc.assert(
      fc.property(wildGraph, (graph) => {
        expectAgreement(graph);
      }),
      { numRuns: numRuns * 2 },
    );
  });

  it('meet every fault often enough', () => {
    const graphs = [
      ...fc.sample(brokenGraph, { numRuns: 1500, seed: 1 }),
      ...fc.sample(wildGraph, { numRuns: 1500, seed: 1 }),
    ];
    const met = new Map<string, number>();
    for (const graph of graphs) {
      const faults = new Set(refusals(graph).map((refusal) => refusal.replace(/: .*/, '')));
      for (const fault of faults) met.set(fault, (met.get(fault) ?? 0) + 1);
    }
    const seldom = faultsOfCycles.filter((fault) => (met.get(fault) ?? 0) < 30);
    expect(seldom).toEqual([]);
  });

  it.each(shapes)('agree on the graph in which $title', ({ graph }) => {
    expect(expectAgreement(graph)).toEqual([]);
  });
});
