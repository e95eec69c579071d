import { issueOf } from '../../graph/index.ts';
import type { StructureRule } from './rule.ts';

/** No two nodes have one id: edges and expressions could not tell which is meant. */
export const uniqueNodeIds: StructureRule = ({ graph, indexOf }) =>
  graph.nodes.flatMap(({ id }, index) => {
    const first = indexOf.get(id);
    if (first === index) return [];
    const message = `nodes ${first} and ${index} both have the id "${id}": give one of them another`;
    return [issueOf('node/same-id', message, { nodeId: id, path: `nodes.${index}.id` })];
  });

/** No two edges have one id: the log names the edges that were taken. */
export const uniqueEdgeIds: StructureRule = ({ graph }) => {
  const firstOf = new Map<string, number>();
  return graph.edges.flatMap(({ id }, index) => {
    const first = firstOf.get(id);
    if (first === undefined) {
      firstOf.set(id, index);
      return [];
    }
    const message = `edges ${first} and ${index} both have the id "${id}": leave one out, and it is given one`;
    return [issueOf('edge/same-id', message, { edgeId: id, path: `edges.${index}.id` })];
  });
};
