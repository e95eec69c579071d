import { type FlowTraits, noteType, type WorkflowGraph } from '../graph/index.ts';
import { countWays, type ForwardFlow, forwardFlow, longestWay } from './forward-flow.ts';
import {
  type Bottleneck,
  type Complexity,
  mostPaths,
  type Risk,
  type Suggestion,
  type WorkflowAnalysis,
} from './workflow-analysis.ts';

/** Above each of these, something is said of it. */
const bounds = { nodesToSplit: 20, nodesAtRisk: 15, incoming: 3, disconnected: 1 } as const;

/** What the analysis asks about kinds of node. */
interface Kinds {
  traitsOf(type: string): Pick<FlowTraits, 'isEntry'>;
}

/**
 * What the structure of a graph says of it: of any that can be read, valid or not, since people ask while they draw.
 * Edges that lead nowhere are left out. Linear in nodes and edges.
 */
export function analyzeWorkflow(
  graph: Pick<WorkflowGraph, 'nodes' | 'edges'>,
  kinds: Kinds,
): WorkflowAnalysis {
  const plan = planOf(graph, kinds);
  const { flow, entries, ids } = plan;
  const bottlenecks = bottlenecksOf(plan);
  const reached = new Set(flow.order);
  const disconnected = ids.filter((_, node) => !reached.has(node));
  const found: Findings = { nodeIds: ids, hasStart: plan.hasStart, disconnected, bottlenecks };
  // One more than is told, to know whether there are more.
  const ways = countWays(flow, entries, mostPaths + 1);
  return {
    complexity: complexityOf(plan),
    executionPaths: Math.min(ways, mostPaths),
    hasMorePaths: ways > mostPaths,
    bottlenecks,
    suggestions: suggestionsOf(found),
    risks: risksOf(found),
  };
}

interface Plan {
  readonly ids: readonly string[];
  readonly edges: readonly { readonly source: number; readonly target: number }[];
  readonly hasStart: boolean;
  /** Where executions begin; without a start, every node that no edge leads to. */
  readonly entries: readonly number[];
  readonly flow: ForwardFlow;
}

function planOf(graph: Pick<WorkflowGraph, 'nodes' | 'edges'>, kinds: Kinds): Plan {
  const nodes = graph.nodes.filter(({ type }) => type !== noteType);
  const ids = nodes.map(({ id }) => id);
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const edges = graph.edges.flatMap((edge) => {
    const [source, target] = [indexOf.get(edge.source), indexOf.get(edge.target)];
    return source === undefined || target === undefined ? [] : [{ source, target }];
  });
  const successors: number[][] = nodes.map(() => []);
  for (const { source, target } of edges) successors[source]?.push(target);
  const starts = nodes.flatMap(({ type }, index) => (kinds.traitsOf(type).isEntry ? [index] : []));
  const led = new Set(edges.map(({ target }) => target));
  const entries = starts.length > 0 ? starts : [...ids.keys()].filter((index) => !led.has(index));
  return { ids, edges, hasStart: starts.length > 0, entries, flow: forwardFlow(successors, entries) };
}

function complexityOf({ ids, edges, flow }: Plan): Complexity {
  const [nodeCount, edgeCount] = [ids.length, edges.length];
  return {
    score: Math.floor(nodeCount + 0.5 * edgeCount),
    nodeCount,
    edgeCount,
    depth: longestWay(flow),
    branchingFactor: nodeCount === 0 ? 0 : Math.round((edgeCount / nodeCount) * 100) / 100,
    loopComplexity: flow.headers.size,
    conditionalComplexity: Math.max(0, edgeCount - nodeCount + 2),
  };
}

function bottlenecksOf({ ids, edges }: Plan): readonly Bottleneck[] {
  const incoming = new Map<number, number>();
  for (const { target } of edges) incoming.set(target, (incoming.get(target) ?? 0) + 1);
  return ids.flatMap((nodeId, node) => {
    const count = incoming.get(node) ?? 0;
    if (count <= bounds.incoming) return [];
    const suggestion = `${count} edges lead to "${nodeId}": join some of them in a node of their own before it`;
    return [{ nodeId, incoming: count, severity: 'medium', suggestion } as const];
  });
}

interface Findings {
  readonly nodeIds: readonly string[];
  readonly hasStart: boolean;
  readonly disconnected: readonly string[];
  readonly bottlenecks: readonly Bottleneck[];
}

function suggestionsOf({ nodeIds, hasStart, disconnected }: Findings): readonly Suggestion[] {
  const found: Suggestion[] = [];
  if (nodeIds.length > bounds.nodesToSplit) {
    const description = `${nodeIds.length} nodes are hard to follow: move a part into a workflow of its own and run it with a subworkflow node`;
    found.push({ type: 'complexity', description, impact: 'medium', nodeIds: [] });
  }
  if (!hasStart) {
    const description = 'no node begins the execution: add a start';
    found.push({ type: 'validation', description, impact: 'high', nodeIds: [] });
  }
  if (disconnected.length > bounds.disconnected) {
    const description = `${disconnected.length} nodes cannot be reached: connect them, or remove them`;
    found.push({ type: 'connectivity', description, impact: 'medium', nodeIds: disconnected });
  }
  return found;
}

function risksOf({ nodeIds, hasStart, disconnected, bottlenecks }: Findings): readonly Risk[] {
  const found: Risk[] = [];
  if (nodeIds.length > bounds.nodesAtRisk) {
    const description = `it is large: ${nodeIds.length} nodes`;
    found.push({ type: 'size', description, nodeIds: [] });
  }
  if (!hasStart)
    found.push({ type: 'no-start', description: 'it has no start, so it cannot run', nodeIds: [] });
  if (disconnected.length > 0) {
    const description = `nodes that cannot be reached never run: ${disconnected.length}`;
    found.push({ type: 'disconnected', description, nodeIds: disconnected });
  }
  if (bottlenecks.length > 0) {
    const description = `nodes wait for many branches at once: ${bottlenecks.length}`;
    found.push({ type: 'bottleneck', description, nodeIds: bottlenecks.map(({ nodeId }) => nodeId) });
  }
  return found;
}
