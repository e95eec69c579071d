import fc from 'fast-check';
import type { Nested, ReferenceEdge, ReferenceGraph, ReferenceNode } from './graph.ts';
import { dominates } from './structure.ts';
import { isValid } from './validity.ts';

export interface RandomCase {
  readonly graph: ReferenceGraph;
  /** For `scriptOf`. */
  readonly seed: number;
}

/** Valid graphs of 2 to 12 nodes with branches, joins, loops in loops, breaks, error edges, handlers and retries, and a seed for their script. */
export function randomCase(): fc.Arbitrary<RandomCase> {
  return new CaseArbitrary(0);
}

/**
 * The same, with sinks that terminate, and nodes that run graphs: maps and sub-workflows, two of them deep. A map has
 * as few items as `leastItems`: one without any ends in the moment in which it begins, so what began before it and is
 * cancelled for it depends on the order of things.
 */
export function nestedCase(leastItems = 1): fc.Arbitrary<RandomCase> {
  return new CaseArbitrary(2, leastItems);
}

const nodesAtMost = 12;

/*
 * A graph grows by steps that each keep it valid: a step whose result is not valid is not taken. Structured steps
 * (a loop on an edge, an arm of a branch) make what random edges would seldom hit; random edges make the rest.
 */
class CaseArbitrary extends fc.Arbitrary<RandomCase> {
  readonly #depth: number;
  readonly #leastItems: number;

  constructor(depth: number, leastItems = 1) {
    super();
    this.#depth = depth;
    this.#leastItems = leastItems;
  }

  override generate(source: fc.Random): fc.Value<RandomCase> {
    const dice = new Dice(source);
    const flat = grown(dice, 2 + dice.below(nodesAtMost - 1), dice.below(16));
    const graph =
      this.#depth === 0 ? flat : nesting(flat, dice, { depth: this.#depth, leastItems: this.#leastItems });
    return new fc.Value({ graph, seed: dice.below(1_000_000) }, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is RandomCase {
    return typeof value === 'object' && value !== null && 'graph' in value && 'seed' in value;
  }

  override shrink(value: RandomCase): fc.Stream<fc.Value<RandomCase>> {
    const smaller = smallerGraphs(value.graph).filter((graph) => isValid(graph));
    return fc.stream(smaller.map((graph) => new fc.Value({ ...value, graph }, undefined))[Symbol.iterator]());
  }
}

class Dice {
  readonly #source: fc.Random;

  constructor(source: fc.Random) {
    this.#source = source;
  }

  below(bound: number): number {
    return this.#source.nextInt(0, bound - 1);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  shuffle<T>(list: readonly T[]): T[] {
    const rest = [...list];
    return list.flatMap(() => rest.splice(this.below(rest.length), 1));
  }
}

function grown(dice: Dice, wanted: number, changes: number): ReferenceGraph {
  let graph = smallest(dice);
  for (let step = 0; step < 40 && graph.nodes.length < wanted; step += 1) {
    graph = validStep(graph, dice.pick(growths), dice);
  }
  for (let step = 0; step < changes; step += 1) graph = validStep(graph, dice.pick(mutations), dice);
  return validStep(graph, shuffled, dice);
}

interface Nesting {
  readonly depth: number;
  readonly leastItems: number;
}

/** Some of its nodes run graphs of their own, some of its sinks terminate. */
function nesting(graph: ReferenceGraph, dice: Dice, how: Nesting): ReferenceGraph {
  const nodes = graph.nodes.map((node): ReferenceNode => {
    if (node.ports.length === 0) return { ...node, terminate: dice.chance(70) };
    const isPlain = node.ports === plainPorts && node.handles === undefined;
    const handles = graph.edges.some((edge) => edge.sourcePort === 'error' && edge.target === node.id);
    if (isPlain && handles && dice.chance(50)) return { ...node, handles: dice.below(3) };
    if (!isPlain || dice.chance(60)) return node;
    return { ...node, maxAttempts: 1 + dice.below(2), nested: nestedIn(dice, how) };
  });
  return { ...graph, nodes };
}

function nestedIn(dice: Dice, { depth, leastItems }: Nesting): Nested {
  const flat = grown(dice, 2 + dice.below(4), dice.below(6));
  const nests = depth > 1 && dice.chance(50);
  const graph = nests ? nesting(flat, dice, { depth: depth - 1, leastItems }) : flat;
  if (dice.chance(30)) return { graph, items: null, concurrency: 1, stopsAtFailure: true };
  const items = leastItems + dice.below(3);
  return { graph, items, concurrency: 1 + dice.below(3), stopsAtFailure: dice.chance(40) };
}

type Step = (graph: ReferenceGraph, dice: Dice) => ReferenceGraph;

function validStep(graph: ReferenceGraph, step: Step, dice: Dice): ReferenceGraph {
  const next = step(graph, dice);
  return next.nodes.length <= nodesAtMost && isValid(next) ? next : graph;
}

function smallest(dice: Dice): ReferenceGraph {
  const start = { ...newNode({ nodes: [] }, plainPorts, dice), id: 'start', ports: ['out'], maxAttempts: 1 };
  const first = newNode({ nodes: [] }, plainPorts, dice);
  const graph: ReferenceGraph = {
    nodes: [start, first],
    edges: [],
    start: 'start',
    maxIterations: dice.chance(5) ? dice.below(2) : 2 + dice.below(4),
    maxSteps: dice.chance(8) ? 1 + dice.below(20) : 150,
  };
  return withEdge(graph, start, 'out', first);
}

// Parts

const plainPorts = ['out', 'error'];
const branchPorts = ['true', 'false', 'error'];
const switchPorts = ['a', 'b', 'default', 'error'];
const loopPorts = ['body', 'done', 'error'];

function newNode(graph: Pick<ReferenceGraph, 'nodes'>, ports: readonly string[], dice: Dice): ReferenceNode {
  const taken = graph.nodes.map((node) => node.id);
  const free = [...'abcdefghijklmnopqrstuvwxyz'].filter((id) => !taken.includes(id));
  return {
    id: dice.pick(free),
    join: 'all',
    cancelOthers: false,
    bodyPort: ports === loopPorts ? 'body' : null,
    ports,
    allowNone: false,
    maxAttempts: dice.chance(40) ? 1 + dice.below(3) : 1,
  };
}

function withNode(graph: ReferenceGraph, node: ReferenceNode): ReferenceGraph {
  return { ...graph, nodes: [...graph.nodes, node] };
}

function withEdge(
  graph: ReferenceGraph,
  source: ReferenceNode,
  sourcePort: string,
  target: Pick<ReferenceNode, 'id'>,
  conditional = false,
): ReferenceGraph {
  const last = Math.max(0, ...graph.edges.map((edge) => Number(edge.id.slice(1))));
  const edge = { id: `e${last + 1}`, source: source.id, sourcePort, target: target.id, conditional };
  return { ...graph, edges: [...graph.edges, edge] };
}

function withChanged(graph: ReferenceGraph, id: string, change: Partial<ReferenceNode>): ReferenceGraph {
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)) };
}

function withChangedEdge(graph: ReferenceGraph, id: string, change: Partial<ReferenceEdge>): ReferenceGraph {
  return { ...graph, edges: graph.edges.map((edge) => (edge.id === id ? { ...edge, ...change } : edge)) };
}

/** Puts `node` on the edge: what led along it now leads to the node, whose `port` leads on. */
function onEdge(
  graph: ReferenceGraph,
  edge: ReferenceEdge,
  node: ReferenceNode,
  port: string,
): ReferenceGraph {
  const redirected = withChangedEdge(withNode(graph, node), edge.id, { target: node.id });
  return withEdge(redirected, node, port, { id: edge.target });
}

function otherNodes(graph: ReferenceGraph): ReferenceNode[] {
  return graph.nodes.filter((node) => node.id !== graph.start);
}

function withPorts(graph: ReferenceGraph): ReferenceNode[] {
  return graph.nodes.filter((node) => node.ports.length > 0);
}

// Steps that add nodes

const insertPlain: Step = (graph, dice) =>
  onEdge(graph, dice.pick(graph.edges), newNode(graph, plainPorts, dice), 'out');

const insertBranch: Step = (graph, dice) => {
  const edge = dice.pick(graph.edges);
  const ports = dice.chance(70) ? branchPorts : switchPorts;
  const split = newNode(graph, ports, dice);
  const [first = '', second = ''] = dice.shuffle(ports.filter((port) => port !== 'error'));
  const next = onEdge(graph, edge, split, first);
  if (dice.chance(20)) return withEdge(next, split, second, { id: edge.target });
  const arm = newNode(next, plainPorts, dice);
  const armed = withEdge(withNode(next, arm), split, second, arm);
  return dice.chance(75) ? withEdge(armed, arm, 'out', { id: edge.target }) : armed;
};

const addParallel: Step = (graph, dice) => {
  const edge = dice.pick(graph.edges);
  const arm = newNode(graph, plainPorts, dice);
  const source = graph.nodes.find((node) => node.id === edge.source);
  if (source === undefined) return graph;
  return withEdge(withEdge(withNode(graph, arm), source, edge.sourcePort, arm), arm, 'out', {
    id: edge.target,
  });
};

/** Two arms of different length that race to one `any` join. */
const insertRace: Step = (graph, dice) => {
  const join: ReferenceNode = {
    ...newNode(graph, plainPorts, dice),
    join: 'any',
    cancelOthers: dice.chance(60),
  };
  const joined = onEdge(graph, dice.pick(graph.edges), join, 'out');
  const before = joined.edges.filter((edge) => edge.target === join.id);
  const source = joined.nodes.find((node) => node.id === before[0]?.source);
  const arm = newNode(joined, plainPorts, dice);
  if (source === undefined || before[0] === undefined) return graph;
  const armed = withEdge(
    withEdge(withNode(joined, arm), source, before[0].sourcePort, arm),
    arm,
    'out',
    join,
  );
  return dice.chance(70) ? onEdge(armed, before[0], newNode(armed, plainPorts, dice), 'out') : armed;
};

const addLeaf: Step = (graph, dice) => {
  const source = dice.pick(withPorts(graph));
  const leaf = newNode(graph, dice.chance(50) ? [] : plainPorts, dice);
  return withEdge(withNode(graph, leaf), source, dice.pick(source.ports), leaf, dice.chance(30));
};

const insertLoop: Step = (graph, dice) => {
  const header = newNode(graph, loopPorts, dice);
  const looped = onEdge(graph, dice.pick(graph.edges), header, 'done');
  const body = newNode(looped, plainPorts, dice);
  return withEdge(withEdge(withNode(looped, body), header, 'body', body), body, 'out', header);
};

const insertModelAndTools: Step = (graph, dice) => {
  const model = newNode(graph, plainPorts, dice);
  const leading = onEdge(graph, dice.pick(graph.edges), model, 'out');
  const tools = newNode(leading, plainPorts, dice);
  return withEdge(withEdge(withNode(leading, tools), model, 'out', tools, true), tools, 'out', model);
};

const insertUntil: Step = (graph, dice) => {
  const check = newNode(graph, branchPorts, dice);
  const checked = onEdge(graph, dice.pick(graph.edges), check, 'true');
  const headers = otherNodes(checked).filter((node) => dominates(checked, node.id, check.id));
  return withEdge(checked, check, 'false', dice.pick(headers));
};

const addHandler: Step = (graph, dice) => {
  const plain = newNode(graph, plainPorts, dice);
  const handler = dice.chance(50) ? { ...plain, handles: dice.below(3) } : plain;
  const sources = graph.nodes.filter((node) => node.ports.includes('error'));
  if (sources.length === 0) return graph;
  const handled = withEdge(withNode(graph, handler), dice.pick(sources), 'error', handler, dice.chance(20));
  return dice.chance(60) ? withEdge(handled, handler, 'out', dice.pick(otherNodes(handled))) : handled;
};

const growths: readonly Step[] = [
  insertPlain,
  insertPlain,
  insertBranch,
  insertBranch,
  addParallel,
  insertRace,
  addLeaf,
  insertLoop,
  insertLoop,
  insertModelAndTools,
  insertUntil,
  addHandler,
];

// Steps that change what is there

const addEdge: Step = (graph, dice) => {
  const source = dice.pick(withPorts(graph));
  return withEdge(graph, source, dice.pick(source.ports), dice.pick(otherNodes(graph)), dice.chance(40));
};

const addBackEdge: Step = (graph, dice) => {
  const source = dice.pick(withPorts(graph));
  const headers = otherNodes(graph).filter((node) => dominates(graph, node.id, source.id));
  if (headers.length === 0) return graph;
  return withEdge(graph, source, dice.pick(source.ports), dice.pick(headers), dice.chance(60));
};

const addErrorEdge: Step = (graph, dice) => {
  const sources = graph.nodes.filter((node) => node.ports.includes('error'));
  if (sources.length === 0) return graph;
  return withEdge(graph, dice.pick(sources), 'error', dice.pick(otherNodes(graph)), dice.chance(25));
};

const toggleCondition: Step = (graph, dice) => {
  const edge = dice.pick(graph.edges);
  return withChangedEdge(graph, edge.id, { conditional: !edge.conditional });
};

const joinAny: Step = (graph, dice) => {
  const joins = graph.nodes.filter(
    (node) => graph.edges.filter((edge) => edge.target === node.id).length > 1,
  );
  if (joins.length === 0) return graph;
  return withChanged(graph, dice.pick(joins).id, { join: 'any', cancelOthers: dice.chance(40) });
};

const allowNone: Step = (graph, dice) => withChanged(graph, dice.pick(graph.nodes).id, { allowNone: true });

const shuffled: Step = (graph, dice) => ({
  ...graph,
  nodes: dice.shuffle(graph.nodes),
  edges: dice.shuffle(graph.edges),
});

const mutations: readonly Step[] = [
  addEdge,
  addEdge,
  addBackEdge,
  addBackEdge,
  addErrorEdge,
  toggleCondition,
  joinAny,
  joinAny,
  allowNone,
];

// Shrinking

function smallerGraphs(graph: ReferenceGraph): ReferenceGraph[] {
  const withoutNode = otherNodes(graph).map((gone) => ({
    ...graph,
    nodes: graph.nodes.filter((node) => node !== gone),
    edges: graph.edges.filter((edge) => edge.source !== gone.id && edge.target !== gone.id),
  }));
  const bypassed = otherNodes(graph).flatMap((gone) => bypass(graph, gone));
  const withoutEdge = graph.edges.map((gone) => ({
    ...graph,
    edges: graph.edges.filter((edge) => edge !== gone),
  }));
  const simplerEdges = graph.edges
    .filter((edge) => edge.conditional)
    .map((edge) => withChangedEdge(graph, edge.id, { conditional: false }));
  const simplerNodes = graph.nodes.flatMap((node) => [
    ...(node.cancelOthers ? [withChanged(graph, node.id, { cancelOthers: false })] : []),
    ...(node.join === 'any' ? [withChanged(graph, node.id, { join: 'all', cancelOthers: false })] : []),
    ...(node.allowNone ? [withChanged(graph, node.id, { allowNone: false })] : []),
    ...(node.maxAttempts > 1 ? [withChanged(graph, node.id, { maxAttempts: 1 })] : []),
    ...(node.terminate ? [withChanged(graph, node.id, { terminate: false })] : []),
    ...(node.handles ? [withChanged(graph, node.id, { handles: 0 })] : []),
    ...smallerInside(node).map((smaller) => ({
      ...graph,
      nodes: graph.nodes.map((one) => (one === node ? smaller : one)),
    })),
  ]);
  return [...withoutNode, ...bypassed, ...withoutEdge, ...simplerEdges, ...simplerNodes];
}

/** The node with less in what it runs, or without it. */
function smallerInside(node: ReferenceNode): ReferenceNode[] {
  const { nested, ...plain } = node;
  if (nested === undefined) return [];
  const fewer = nested.items !== null && nested.items > 1 ? [{ ...nested, items: nested.items - 1 }] : [];
  const smaller = smallerGraphs(nested.graph).map((graph) => ({ ...nested, graph }));
  return [plain, ...[...fewer, ...smaller].map((one) => ({ ...plain, nested: one }))];
}

/** The graph without `gone`: every edge into it leads to where one of its own edges led. */
function bypass(graph: ReferenceGraph, gone: ReferenceNode): ReferenceGraph[] {
  const targets = new Set(graph.edges.filter((edge) => edge.source === gone.id).map((edge) => edge.target));
  targets.delete(gone.id);
  return [...targets].map((target) => ({
    ...graph,
    nodes: graph.nodes.filter((node) => node !== gone),
    edges: graph.edges
      .filter((edge) => edge.source !== gone.id)
      .map((edge) => (edge.target === gone.id ? { ...edge, target } : edge)),
  }));
}
