import { noteType, type Region, type WorkflowGraph } from '../graph/index.ts';
import type { NodeUses, WorkflowParts } from '../nodes/index.ts';
import { findSecrets, type SecretFound } from './find-secrets.ts';

/** Where a graph stands: in the document itself, or in a node of it. */
export interface GraphPlace {
  /** Before every place in it: empty, or `nodes.3.config.graph.`. */
  readonly prefix: string;
  /** The node of the document that holds it; null: the graph is the document. */
  readonly holder: string | null;
}

/** A node that may run, in the graph or in one that is nested in it. */
export interface SurveyedNode {
  readonly id: string;
  readonly index: number;
  readonly place: GraphPlace;
  readonly uses: NodeUses;
  /** How often it is visited at most; Infinity: nobody knows before it runs. */
  readonly visits: number;
  /** How often one visit is tried at most: under its own policy, and under that of the handlers it leads to. */
  readonly attempts: number;
}

/** A loop, in the graph or in one that is nested in it. */
export interface SurveyedLoop {
  readonly header: string;
  readonly index: number;
  readonly place: GraphPlace;
  readonly iterations: number;
  /** Steps that are taken at least when it and all around it reach their bounds; Infinity: nobody knows. */
  readonly steps: number;
}

/** What a valid graph, with all that are nested in it, asks of whoever runs it. */
export interface Survey {
  readonly graph: WorkflowGraph;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly nodes: readonly SurveyedNode[];
  readonly loops: readonly SurveyedLoop[];
  readonly secrets: readonly SecretFound[];
}

type Part = Omit<Survey, 'graph' | 'secrets'>;

export function surveyOf(parts: WorkflowParts): Survey {
  const { graph } = parts.configured;
  const part = surveyed(parts, { place: { prefix: '', holder: null }, runs: 1 });
  return { graph, ...part, secrets: findSecrets(graph) };
}

interface Around {
  readonly place: GraphPlace;
  /** How often the graph runs at most. */
  readonly runs: number;
}

function surveyed(parts: WorkflowParts, around: Around): Part {
  const { graph, nodes } = parts.configured;
  const visits = visitsOf(parts, around.runs);
  const inner = [...parts.configured.nested].flatMap(([index, configured]) => {
    const compiled = parts.compiled.nested.get(index);
    if (!compiled || graph.nodes[index]?.enabled === false) return [];
    const runs = times(visits[index] ?? 0, nodes[index]?.repeats ?? Number.POSITIVE_INFINITY);
    return [surveyed({ configured, compiled }, { place: placeInside(around.place, graph, index), runs })];
  });
  const own: Part = {
    nodeCount: graph.nodes.filter(({ type }) => type !== noteType).length,
    edgeCount: graph.edges.length,
    nodes: ownNodes(parts, around.place, visits),
    loops: loopsIn(parts, around),
  };
  return inner.reduce(together, own);
}

function together(left: Part, right: Part): Part {
  return {
    nodeCount: left.nodeCount + right.nodeCount,
    edgeCount: left.edgeCount + right.edgeCount,
    nodes: [...left.nodes, ...right.nodes],
    loops: [...left.loops, ...right.loops],
  };
}

function placeInside({ prefix, holder }: GraphPlace, graph: WorkflowGraph, index: number): GraphPlace {
  return {
    prefix: `${prefix}nodes.${index}.config.graph.`,
    holder: holder ?? graph.nodes[index]?.id ?? null,
  };
}

function ownNodes(
  parts: WorkflowParts,
  place: GraphPlace,
  visits: readonly number[],
): readonly SurveyedNode[] {
  const { graph, nodes } = parts.configured;
  return graph.nodes.flatMap(({ id, type, enabled }, index) => {
    const configured = nodes[index];
    if (!enabled || type === noteType || !configured) return [];
    const { uses } = configured;
    return [{ id, index, place, uses, visits: visits[index] ?? 0, attempts: attemptsOf(parts, index) }];
  });
}

function attemptsOf({ compiled }: WorkflowParts, index: number): number {
  const { topology, nodes } = compiled.plan;
  const handled = (topology.nodes[index]?.outgoing ?? []).map((edge) => {
    const { sourcePort = '', target = -1 } = topology.edges[edge] ?? {};
    return sourcePort === 'error' ? (nodes[target]?.handles?.maxRetries ?? 0) : 0;
  });
  return (nodes[index]?.retry.maxAttempts ?? 1) + Math.max(0, ...handled);
}

/** How often each node of the graph is visited at most. A loop's own node is asked once more than its body. */
function visitsOf(parts: WorkflowParts, runs: number): readonly number[] {
  const { regions, nodes } = parts.compiled.plan.topology;
  const inRegion = iterationsInAll(parts, runs);
  return nodes.map(({ regions: around, index, bodyPort }) => {
    const region = regions[around.at(-1) ?? -1];
    if (!region) return runs;
    if (bodyPort === null || region.header !== index) return inRegion[region.index] ?? runs;
    const outside = region.parent === null ? runs : (inRegion[region.parent] ?? runs);
    return times(outside, iterationsOf(parts, region) + 1);
  });
}

/** For each region how many iterations it has at most, in all those of the regions around it. Outer ones come first. */
function iterationsInAll(parts: WorkflowParts, runs: number): readonly number[] {
  const inAll: number[] = [];
  for (const region of parts.compiled.plan.topology.regions) {
    const outside = region.parent === null ? runs : (inAll[region.parent] ?? runs);
    inAll.push(times(outside, iterationsOf(parts, region)));
  }
  return inAll;
}

/** A region that no loop heads is bounded by the graph's own limit. */
function iterationsOf({ configured, compiled }: WorkflowParts, { header }: Region): number {
  const isLoop = compiled.plan.topology.nodes[header]?.bodyPort !== null;
  if (!isLoop) return configured.graph.limits.maxIterations;
  return configured.nodes[header]?.repeats ?? Number.POSITIVE_INFINITY;
}

function loopsIn(parts: WorkflowParts, { place, runs }: Around): readonly SurveyedLoop[] {
  const { nodes, regions } = parts.compiled.plan.topology;
  const inAll = iterationsInAll(parts, runs);
  return regions.map((region) => ({
    header: nodes[region.header]?.id ?? '',
    index: region.header,
    place,
    iterations: iterationsOf(parts, region),
    // The header, and at least one node more, in each of them.
    steps: times(inAll[region.index] ?? 0, Math.min(2, region.nodes.length)),
  }));
}

/** Nothing, however often, is nothing. */
function times(one: number, other: number): number {
  return one === 0 || other === 0 ? 0 : one * other;
}
