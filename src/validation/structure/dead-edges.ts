import { type Flow, hasPort } from './flow.ts';

/**
 * The flow edges that no execution takes, whatever its values are: on a port with conditions all edges without one but
 * the first, and of a disabled node, which does nothing that could choose or fail, all ports but `out`.
 */
export function deadEdges(flow: Flow): ReadonlySet<number> {
  const headers = new Set(flow.regions.map(({ header }) => header));
  return new Set(
    flow.outgoing.flatMap((edges, node) => [
      ...lateEdges(flow, edges),
      ...(flow.graph.nodes[node]?.enabled === false ? passedEdges(flow, edges, headers.has(node)) : []),
    ]),
  );
}

function lateEdges(flow: Flow, edges: readonly number[]): readonly number[] {
  const byPort = Map.groupBy(edges, (index) => flow.edges[index]?.edge.sourcePort);
  return [...byPort.values()].flatMap((ofPort) => {
    const others = ofPort.filter((index) => flow.edges[index]?.edge.condition === undefined);
    return others.length === ofPort.length ? [] : others.slice(1);
  });
}

/** One that heads a loop may still fail at the loop's bound, and one whose edges have conditions, at these. */
function passedEdges(flow: Flow, edges: readonly number[], isHeader: boolean): readonly number[] {
  const mayFail = isHeader || edges.some((index) => flow.edges[index]?.edge.condition !== undefined);
  return edges.filter((index) => {
    const { edge, source } = flow.edges[index] ?? {};
    if (edge === undefined || source === undefined || !hasPort(flow, source, edge.sourcePort)) return false;
    return edge.sourcePort !== 'out' && !(edge.sourcePort === 'error' && mayFail);
  });
}
