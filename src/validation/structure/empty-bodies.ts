import { bodyPortAt } from './flow.ts';
import type { StructureRule } from './rule.ts';
import { describedEdge } from './wording.ts';

/** The body of a loop holds a node. */
export const emptyBodies: StructureRule = {
  code: 'loop/empty-body',
  find: (flow) =>
    flow.edges.flatMap(({ edge, index, source, target }) => {
      if (source !== target || edge.sourcePort !== bodyPortAt(flow, source)) return [];
      const message = `${describedEdge(edge)} leads from the body of the loop straight back, so an iteration does nothing: lead it to what is to be repeated`;
      return [{ message, nodeId: edge.source, edgeId: edge.id, path: `edges.${index}` }];
    }),
};
