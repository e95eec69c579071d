import { listed } from '../../expression/known-names.ts';
import { hasPort, idAt } from './flow.ts';
import { loopsOf } from './loops.ts';
import type { StructureRule } from './rule.ts';

/**
 * A way leads from the body of every loop back to it. Of a cycle with two entries nobody can say what its body is; nor
 * of a loop that an edge leaves by a port it does not have, which may be meant for the body.
 */
export const loopBodies: StructureRule = {
  code: 'loop/body-leads-nowhere',
  find: (flow) => {
    const tangled = new Set(flow.tangles.flat());
    return loopsOf(flow).flatMap(({ node, bodyPort, waysBack }) => {
      if (tangled.has(node) || waysBack.some(({ edge }) => edge.sourcePort === bodyPort)) return [];
      const id = idAt(flow, node);
      const own = (flow.outgoing[node] ?? []).flatMap((edge) => flow.edges[edge]?.edge ?? []);
      if (own.some(({ sourcePort }) => !hasPort(flow, node, sourcePort))) return [];
      const body = own.filter((edge) => edge.sourcePort === bodyPort).map((edge) => edge.target);
      const where =
        body.length === 0 ? 'leads nowhere' : `leads to ${listed(body)}, and no way on to "${id}"`;
      const help = `lead "${bodyPort}" to the first node of the body, and the last one to "${id}"`;
      const message = `the body of loop "${id}" does not come back: its port "${bodyPort}" ${where}: ${help}`;
      return [{ message, nodeId: id, nodeIds: [...new Set([id, ...body])], path: `nodes.${node}` }];
    });
  },
};
