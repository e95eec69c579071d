import { issueOf } from '../../graph/index.ts';
import type { StructureRule } from './rule.ts';
import { advice, describedEdge, NearNames } from './wording.ts';

/** Every edge joins two nodes of the graph. */
export const edgeEnds: StructureRule = ({ graph, indexOf }) => {
  const near = new NearNames();
  const known = [...indexOf.keys()];
  const ends = [
    { end: 'source', code: 'edge/unknown-source' },
    { end: 'target', code: 'edge/unknown-target' },
  ] as const;
  return graph.edges.flatMap((edge, index) =>
    ends
      .filter(({ end }) => !indexOf.has(edge[end]))
      .map(({ end, code }) => {
        const suggestion = near.of(edge[end], known);
        const help = advice(suggestion, known, 'the graph has no nodes');
        const message = `${describedEdge(edge)}: there is no node "${edge[end]}": ${help}`;
        return issueOf(code, message, { edgeId: edge.id, path: `edges.${index}.${end}`, suggestion });
      }),
  );
};
