import { bodyPortAt, type Flow, type FlowEdge } from './flow.ts';

/** A node whose kind heads a loop. */
export interface Loop {
  readonly node: number;
  readonly bodyPort: string;
  /** Edges that leave the header and from which it can be reached again. */
  readonly waysBack: readonly FlowEdge[];
}

/** The reached nodes whose kind heads a loop. What leads back to such a header without passing it is its region. */
export function loopsOf(flow: Flow): readonly Loop[] {
  const regionOf = new Map(flow.regions.map((region) => [region.header, region]));
  return flow.order.flatMap((node) => {
    const bodyPort = bodyPortAt(flow, node);
    if (bodyPort === null) return [];
    // Few edges leave a loop, and regions may be as many as nodes: no set for each of them.
    const inside = regionOf.get(node)?.nodes ?? [];
    const own = (flow.outgoing[node] ?? []).flatMap((edge) => flow.edges[edge] ?? []);
    return [{ node, bodyPort, waysBack: own.filter(({ target }) => inside.includes(target)) }];
  });
}
