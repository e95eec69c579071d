import type { StructureRule } from './rule.ts';

/** No two edges have one id: the log names the edges that were taken. */
export const uniqueEdgeIds: StructureRule = {
  code: 'edge/same-id',
  find: ({ graph }) => {
    const firstOf = new Map<string, number>();
    return graph.edges.flatMap(({ id }, index) => {
      const first = firstOf.get(id);
      if (first === undefined) {
        firstOf.set(id, index);
        return [];
      }
      const message = `edges ${first} and ${index} both have the id "${id}": leave one out, and it is given one`;
      return [{ message, edgeId: id, path: `edges.${index}.id` }];
    });
  },
};
