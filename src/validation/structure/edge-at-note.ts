import { noteType } from '../../graph/index.ts';
import type { StructureRule } from './rule.ts';
import { describedEdge } from './wording.ts';

/** Notes are comments: nothing leads to one or from one. */
export const edgeAtNote: StructureRule = {
  code: 'edge/at-note',
  find: ({ graph, indexOf }) =>
    graph.edges.flatMap((edge, index) => {
      const end = (['source', 'target'] as const).find(
        (one) => graph.nodes[indexOf.get(edge[one]) ?? -1]?.type === noteType,
      );
      if (end === undefined) return [];
      const message = `${describedEdge(edge)}: "${edge[end]}" is a note and never runs: remove the edge`;
      return [{ message, nodeId: edge[end], edgeId: edge.id, path: `edges.${index}.${end}` }];
    }),
};
