import type { StructureRule } from './rule.ts';
import { describedEdge } from './wording.ts';

/** Nothing leads back to the node that begins the execution: it runs once. */
export const edgeIntoStart: StructureRule = {
  code: 'edge/into-start',
  find: ({ graph, indexOf, starts }) => {
    const isStart = new Set(starts);
    return graph.edges.flatMap((edge, index) => {
      if (!isStart.has(indexOf.get(edge.target) ?? -1)) return [];
      const help = `"${edge.target}" begins the execution and runs once: lead to a node after it`;
      const message = `${describedEdge(edge)}: ${help}`;
      return [{ message, nodeId: edge.target, edgeId: edge.id, path: `edges.${index}.target` }];
    });
  },
};
