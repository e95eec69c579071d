import { hasPort } from './flow.ts';
import type { StructureRule } from './rule.ts';
import { describedEdge } from './wording.ts';

/**
 * Only failures lead to what handles failures: reached otherwise, it gives its fallback although nothing has failed. A
 * port that the node does not have may be meant for that one, so its own issue comes first.
 */
export const edgeIntoHandler: StructureRule = {
  code: 'edge/into-handler',
  find: (flow) =>
    flow.edges.flatMap(({ edge, index, source, target }) => {
      const { type = '', enabled = false } = flow.graph.nodes[target] ?? {};
      if (!enabled || edge.sourcePort === 'error' || !flow.kinds.handlesFailures(type)) return [];
      if (!hasPort(flow, source, edge.sourcePort)) return [];
      const canFail = flow.ports[source]?.includes('error') ?? false;
      const what = `${describedEdge(edge)} leads to a node that handles failures, and is taken although nothing has failed`;
      const advice = canFail ? 'let it leave by the port "error"' : 'lead it past that node';
      const suggestion = canFail ? 'error' : undefined;
      const path = `edges.${index}.sourcePort`;
      return [{ message: `${what}: ${advice}`, nodeId: edge.target, edgeId: edge.id, path, suggestion }];
    }),
};
