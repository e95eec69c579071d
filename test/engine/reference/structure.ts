import type { ReferenceEdge, ReferenceGraph } from './graph.ts';

/** A loop: its header and every node of its iterations, the header included. */
export interface Region {
  readonly header: string;
  readonly nodes: ReadonlySet<string>;
}

/** The nodes that can be reached from `from` (itself included) without entering `without`. */
export function reachable(graph: ReferenceGraph, from: string, without: string | null): Set<string> {
  const found = new Set<string>();
  const waiting = [from];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === without || found.has(node)) continue;
    found.add(node);
    for (const edge of graph.edges) if (edge.source === node) waiting.push(edge.target);
  }
  return found;
}

/** Whether every way from the start to `node` passes `dominator`. */
export function dominates(graph: ReferenceGraph, dominator: string, node: string): boolean {
  return dominator === node || !reachable(graph, graph.start, dominator).has(node);
}

const backEdges = new WeakMap<ReferenceGraph, ReadonlySet<ReferenceEdge>>();

/** Found out once for a graph: it is asked of every edge in every step. */
export function isBackEdge(graph: ReferenceGraph, edge: ReferenceEdge): boolean {
  const found =
    backEdges.get(graph) ?? new Set(graph.edges.filter((one) => dominates(graph, one.target, one.source)));
  backEdges.set(graph, found);
  return found.has(edge);
}

/** All regions, outermost first. */
export function regionsOf(graph: ReferenceGraph): Region[] {
  const backEdges = graph.edges.filter((edge) => isBackEdge(graph, edge));
  const headers = new Set(backEdges.map((edge) => edge.target));
  return [...headers]
    .map((header) => {
      const sources = backEdges.filter((edge) => edge.target === header).map((edge) => edge.source);
      const inside = graph.nodes.filter((node) => {
        const reached = reachable(graph, node.id, header);
        return sources.some((source) => reached.has(source));
      });
      return { header, nodes: new Set([header, ...inside.map((node) => node.id)]) };
    })
    .sort((left, right) => right.nodes.size - left.nodes.size);
}

/** The path prefix of a node without its iterations. */
export function scopeOf(graph: ReferenceGraph, id: string): string {
  const around = regionsOf(graph).filter((region) => region.nodes.has(id));
  return around.map((region) => `${region.header}/`).join('');
}
