import type { WorkflowEdge } from '../../graph/index.ts';
import type { StructureRule } from './rule.ts';
import { describedEdge } from './wording.ts';

/** No edge repeats another: the second changes nothing. */
export const duplicateEdges: StructureRule = {
  code: 'edge/duplicate',
  find: ({ graph }) => {
    const firstOf = new Map<string, WorkflowEdge>();
    return graph.edges.flatMap((edge, index) => {
      const { source, sourcePort, target, condition } = edge;
      const key = JSON.stringify([source, sourcePort, target, condition]);
      const first = firstOf.get(key);
      if (first === undefined) {
        firstOf.set(key, edge);
        return [];
      }
      const message = `${describedEdge(edge)} repeats edge "${first.id}" and changes nothing: remove one of them`;
      return [{ message, nodeId: source, edgeId: edge.id, path: `edges.${index}` }];
    });
  },
};
