import {
  dominates,
  findRegions,
  immediateDominators,
  type NodeKinds,
  noteType,
  type Region,
  reversePostorder,
  type Successors,
  stronglyConnected,
  type WorkflowEdge,
  type WorkflowGraph,
  type WorkflowNode,
} from '../../graph/index.ts';

/** An edge that can be followed. Node numbers are indexes in the document. */
export interface FlowEdge {
  readonly edge: WorkflowEdge;
  /** Its place in the document. */
  readonly index: number;
  readonly source: number;
  readonly target: number;
  /** Its target dominates its source. */
  readonly isBack: boolean;
}

/**
 * What the structure rules look at: a graph with whatever can be made of it, however broken it is, so that each rule
 * can say what it finds although others find something too.
 *
 * F1  Of nodes with one id the first is meant. An edge without two known ends, one into a start and one at a note is
 *     no flow edge; nor is one that starts where no execution comes. So flow edges join reached nodes.
 * F2  Several starts are entered together, as if from one node before them; without any start nothing is reached.
 * F3  Forward edges of reached nodes outside `tangles` make no cycle, and `order` follows them.
 */
export interface Flow {
  readonly graph: WorkflowGraph;
  readonly kinds: NodeKinds;
  readonly indexOf: ReadonlyMap<string, number>;
  readonly starts: readonly number[];
  /** Of each node of the document; null where its type or its configuration does not say. */
  readonly ports: readonly (readonly string[] | null)[];
  readonly edges: readonly FlowEdge[];
  /** For each node the indexes of its flow edges, in declaration order. */
  readonly outgoing: readonly (readonly number[])[];
  /** Reached nodes, each after all that lead forward to it. */
  readonly order: readonly number[];
  /** Numbers of edges in it are indexes of flow edges. */
  readonly regions: readonly Region[];
  /** Groups of nodes on forward cycles: cycles that can be entered at more than one node. */
  readonly tangles: readonly (readonly number[])[];
}

export function flowOf(graph: WorkflowGraph, kinds: NodeKinds): Flow {
  const indexOf = firstIndexes(graph.nodes);
  const starts = [...indexOf.values()].filter((index) => isStart(graph.nodes[index], kinds));
  const ends = followable(graph, indexOf, new Set(starts));
  const root = graph.nodes.length;
  const order = reversePostorder(successorsOf(root, ends, starts), root);
  const reached = new Set(order);
  const reachedEnds = ends.filter(({ source }) => reached.has(source));
  const dominators = immediateDominators(successorsOf(root, reachedEnds, starts), root);
  const isBack = reachedEnds.map(({ source, target }) => dominates(dominators, target, source));
  const edges = reachedEnds.map((end, index) => ({ ...end, isBack: isBack[index] ?? false }));
  const forward = edges.filter((edge) => !edge.isBack);
  return {
    graph,
    kinds,
    indexOf,
    starts,
    ports: graph.nodes.map((node) => (kinds.has(node.type) ? kinds.portsOf(node) : null)),
    edges,
    outgoing: outgoingOf(root, edges),
    order: order.filter((node) => node !== root),
    regions: findRegions(edges, isBack, root),
    tangles: stronglyConnected(successorsOf(root, forward, starts)),
  };
}

/** The id of a node of the document. */
export function idAt(flow: Flow, node: number): string {
  return flow.graph.nodes[node]?.id ?? '';
}

/** Whether the node has the port. One whose ports are not known may have any. */
export function hasPort({ ports }: Flow, node: number, port: string): boolean {
  return ports[node]?.includes(port) ?? true;
}

/** The port of a node that leads into its body, null where it heads no loop. */
export function bodyPortAt(flow: Flow, node: number): string | null {
  const type = flow.graph.nodes[node]?.type ?? '';
  return flow.kinds.has(type) ? flow.kinds.traitsOf(type).bodyPort : null;
}

type FollowableEdge = Omit<FlowEdge, 'isBack'>;

function firstIndexes(nodes: readonly WorkflowNode[]): ReadonlyMap<string, number> {
  const indexOf = new Map<string, number>();
  for (const [index, { id }] of nodes.entries()) if (!indexOf.has(id)) indexOf.set(id, index);
  return indexOf;
}

function isStart(node: WorkflowNode | undefined, kinds: NodeKinds): boolean {
  return node !== undefined && kinds.has(node.type) && kinds.traitsOf(node.type).isEntry;
}

function followable(
  graph: WorkflowGraph,
  indexOf: ReadonlyMap<string, number>,
  starts: ReadonlySet<number>,
): readonly FollowableEdge[] {
  const isNote = (node: number): boolean => graph.nodes[node]?.type === noteType;
  return graph.edges.flatMap((edge, index) => {
    const source = indexOf.get(edge.source);
    const target = indexOf.get(edge.target);
    if (source === undefined || target === undefined || starts.has(target)) return [];
    return isNote(source) || isNote(target) ? [] : [{ edge, index, source, target }];
  });
}

/** For the nodes and, last, the root before the starts. */
function successorsOf(root: number, ends: readonly FollowableEdge[], starts: readonly number[]): Successors {
  const successors: number[][] = Array.from({ length: root }, () => []);
  for (const { source, target } of ends) successors[source]?.push(target);
  return [...successors, starts];
}

function outgoingOf(nodes: number, edges: readonly FlowEdge[]): readonly (readonly number[])[] {
  const outgoing: number[][] = Array.from({ length: nodes }, () => []);
  for (const [index, { source }] of edges.entries()) outgoing[source]?.push(index);
  return outgoing;
}
