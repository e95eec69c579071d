import type { StructureRule } from './rule.ts';
import { describedEdge } from './wording.ts';

/** Only failures lead to what handles failures: reached otherwise, it gives its fallback although nothing has failed. */
export const edgeIntoHandler: StructureRule = {
  code: 'edge/into-handler',
  find: ({ graph, kinds, edges, ports }) =>
    edges.flatMap(({ edge, index, source, target }) => {
      const { type = '', enabled = false } = graph.nodes[target] ?? {};
      if (!enabled || edge.sourcePort === 'error' || !kinds.handlesFailures(type)) return [];
      const canFail = ports[source]?.includes('error') ?? false;
      const what = `${describedEdge(edge)} leads to a node that handles failures, and is taken although nothing has failed`;
      const advice = canFail ? 'let it leave by the port "error"' : 'lead it past that node';
      const suggestion = canFail ? 'error' : undefined;
      const path = `edges.${index}.sourcePort`;
      return [{ message: `${what}: ${advice}`, nodeId: edge.target, edgeId: edge.id, path, suggestion }];
    }),
};
