import { hasPort, idAt } from './flow.ts';
import { loopsOf } from './loops.ts';
import type { StructureRule } from './rule.ts';
import { describedEdge } from './wording.ts';

/**
 * No way leads back to a loop from a port that leaves it: it would be left and go on at once. A port that it does not
 * have may be meant for the body.
 */
export const loopExits: StructureRule = {
  code: 'loop/exit-leads-back',
  find: (flow) =>
    loopsOf(flow).flatMap(({ node, bodyPort, waysBack }) =>
      waysBack
        .filter(({ edge }) => edge.sourcePort !== bodyPort && hasPort(flow, node, edge.sourcePort))
        .map(({ edge, index }) => {
          const id = idAt(flow, node);
          const what = `${describedEdge(edge)} leaves the loop by "${edge.sourcePort}", and a way leads back from it`;
          const message = `${what} to "${id}": lead back from the port "${bodyPort}", or put the loop into another`;
          const nodeIds = [...new Set([id, edge.target])];
          return { message, nodeId: id, nodeIds, edgeId: edge.id, path: `edges.${index}` };
        }),
    ),
};
