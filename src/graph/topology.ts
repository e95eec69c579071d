import { dominates, immediateDominators } from './dominators.ts';
import { enclosingRegions, findRegions, type Region } from './region.ts';
import type { WorkflowEdge, WorkflowNode } from './workflow-graph.ts';

/** A node's place in the graph. Numbers are indexes of nodes, edges and regions. */
export interface TopologyNode {
  readonly index: number;
  readonly id: string;
  readonly join: 'all' | 'any';
  readonly cancelOthers: boolean;
  /** Only of a loop's header: the port that leads into the body. */
  readonly bodyPort: string | null;
  /** Forward edges into it, in declaration order. */
  readonly incoming: readonly number[];
  /** All its edges, in declaration order. */
  readonly outgoing: readonly number[];
  /** The regions around it, outermost first. */
  readonly regions: readonly number[];
}

export interface TopologyEdge {
  readonly index: number;
  readonly id: string;
  readonly source: number;
  readonly sourcePort: string;
  readonly target: number;
  readonly condition: string | null;
  /** Its target dominates its source: it leads to the next iteration. */
  readonly isBack: boolean;
  /** Regions that hold the source and not the target, outermost first. */
  readonly leaves: readonly number[];
}

/** A graph with its loops found and its names replaced by indexes: what the scheduler walks. */
export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
  /** Outer regions before inner ones. */
  readonly regions: readonly Region[];
  readonly start: number;
  readonly indexOf: ReadonlyMap<string, number>;
}

/** What of the document decides how it runs. */
export interface TopologyInput {
  readonly nodes: readonly Pick<WorkflowNode, 'id' | 'type' | 'join' | 'cancelOthers'>[];
  readonly edges: readonly Pick<WorkflowEdge, 'id' | 'source' | 'sourcePort' | 'target' | 'condition'>[];
}

/** What a node kind says of itself that decides how its nodes are scheduled. */
export interface FlowTraits {
  /** The execution begins here. */
  readonly isEntry: boolean;
  /** Only of a loop's header: the port that leads into the body. */
  readonly bodyPort: string | null;
}

/** Finds the regions of a graph that passed the structural rules. */
export function compileTopology(graph: TopologyInput, traitsOf: (type: string) => FlowTraits): Topology {
  const indexOf = new Map(graph.nodes.map((node, index) => [node.id, index]));
  const ends = graph.edges.map((edge) => ({
    source: indexOf.get(edge.source) ?? -1,
    target: indexOf.get(edge.target) ?? -1,
  }));
  const start = Math.max(
    0,
    graph.nodes.findIndex((node) => traitsOf(node.type).isEntry),
  );
  const outgoing = grouped(graph.nodes.length, ends, (end) => end.source);
  const successors = outgoing.map((edges) => edges.map((edge) => ends[edge]?.target ?? -1));
  const dominators = immediateDominators(successors, start);
  const isBack = ends.map(
    ({ source, target }) => isReached(dominators, source) && dominates(dominators, target, source),
  );
  const regions = findRegions(ends, isBack, graph.nodes.length);
  const around = enclosingRegions(regions, graph.nodes.length);
  const incoming = grouped(graph.nodes.length, ends, (end, edge) => (isBack[edge] ? -1 : end.target));
  return {
    start,
    indexOf,
    regions,
    nodes: graph.nodes.map((node, index) => ({
      index,
      id: node.id,
      join: node.join,
      cancelOthers: node.cancelOthers,
      bodyPort: traitsOf(node.type).bodyPort,
      incoming: incoming[index] ?? [],
      outgoing: outgoing[index] ?? [],
      regions: around[index] ?? [],
    })),
    edges: graph.edges.map((edge, index) => {
      const { source, target } = ends[index] ?? { source: -1, target: -1 };
      return {
        index,
        id: edge.id,
        source,
        sourcePort: edge.sourcePort,
        target,
        condition: edge.condition ?? null,
        isBack: isBack[index] ?? false,
        leaves: leftBetween(around[source] ?? [], around[target] ?? []),
      };
    }),
  };
}

/** Of regions around a node those that are not around another. Both have the outermost first, so they part once. */
function leftBetween(source: readonly number[], target: readonly number[]): readonly number[] {
  const parting = source.findIndex((region, depth) => region !== target[depth]);
  return parting === -1 ? [] : source.slice(parting);
}

function isReached(dominators: readonly number[], node: number): boolean {
  return (dominators[node] ?? -1) !== -1;
}

interface Ends {
  readonly source: number;
  readonly target: number;
}

/** The indexes of the edges, by the node that `pick` names. */
function grouped(
  nodes: number,
  ends: readonly Ends[],
  pick: (end: Ends, edge: number) => number,
): readonly number[][] {
  const groups: number[][] = Array.from({ length: nodes }, () => []);
  ends.forEach((end, edge) => {
    groups[pick(end, edge)]?.push(edge);
  });
  return groups;
}
