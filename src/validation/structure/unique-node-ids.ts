import type { StructureRule } from './rule.ts';

/** No two nodes have one id: edges and expressions could not tell which is meant. */
export const uniqueNodeIds: StructureRule = {
  code: 'node/same-id',
  find: ({ graph, indexOf }) =>
    graph.nodes.flatMap(({ id }, index) => {
      const first = indexOf.get(id);
      if (first === index) return [];
      const message = `nodes ${first} and ${index} both have the id "${id}": give one of them another`;
      return [{ message, nodeId: id, path: `nodes.${index}.id` }];
    }),
};
