import { issueOf } from '../../graph/index.ts';
import { bodyPortAt, type Flow, type FlowEdge, idAt } from './flow.ts';
import type { StructureRule } from './rule.ts';
import { describedEdge, listed } from './wording.ts';

/** A way leads from the body of every loop back to it. */
export const loopBodies: StructureRule = (flow) =>
  loopsOf(flow).flatMap(({ node, bodyPort, waysBack }) => {
    if (waysBack.some(({ edge }) => edge.sourcePort === bodyPort)) return [];
    const id = idAt(flow, node);
    const own = (flow.outgoing[node] ?? []).flatMap((edge) => flow.edges[edge]?.edge ?? []);
    const body = own.filter((edge) => edge.sourcePort === bodyPort).map((edge) => edge.target);
    const where = body.length === 0 ? 'leads nowhere' : `leads to ${listed(body)}, and no way on to "${id}"`;
    const help = `lead "${bodyPort}" to the first node of the body, and the last one to "${id}"`;
    const message = `the body of loop "${id}" does not come back: its port "${bodyPort}" ${where}: ${help}`;
    return [
      issueOf('loop/body-leads-nowhere', message, { nodeId: id, nodeIds: [...new Set([id, ...body])] }),
    ];
  });

/** No way leads back to a loop from a port that leaves it: it would be left and go on at once. */
export const loopExits: StructureRule = (flow) =>
  loopsOf(flow).flatMap(({ node, bodyPort, waysBack }) =>
    waysBack
      .filter(({ edge }) => edge.sourcePort !== bodyPort)
      .map(({ edge }) => {
        const id = idAt(flow, node);
        const what = `${describedEdge(edge)} leaves the loop by "${edge.sourcePort}", and a way leads back from it`;
        const message = `${what} to "${id}": lead back from the port "${bodyPort}", or put the loop into another`;
        return issueOf('loop/exit-leads-back', message, {
          nodeId: id,
          nodeIds: [...new Set([id, edge.target])],
          edgeId: edge.id,
        });
      }),
  );

interface Loop {
  readonly node: number;
  readonly bodyPort: string;
  /** Edges that leave the header and from which it can be reached again. */
  readonly waysBack: readonly FlowEdge[];
}

/** The reached nodes whose kind heads a loop. What leads back to such a header without passing it is its region. */
function loopsOf(flow: Flow): readonly Loop[] {
  const regionOf = new Map(flow.regions.map((region) => [region.header, region]));
  return flow.order.flatMap((node) => {
    const bodyPort = bodyPortAt(flow, node);
    if (bodyPort === null) return [];
    const inside = new Set(regionOf.get(node)?.nodes);
    const own = (flow.outgoing[node] ?? []).flatMap((edge) => flow.edges[edge] ?? []);
    return [{ node, bodyPort, waysBack: own.filter(({ target }) => inside.has(target)) }];
  });
}
