import type { StructureRule } from './rule.ts';

/** Only a join of any edge can cancel the others: one of all edges has none left when it fires. */
export const cancellingJoins: StructureRule = {
  code: 'node/cancels-nothing',
  find: ({ graph }) =>
    graph.nodes.flatMap(({ id, join, cancelOthers }, index) => {
      if (!cancelOthers || join === 'any') return [];
      const why = `node "${id}" waits for all its edges, so cancelOthers has nothing to cancel`;
      const message = `${why}: set join to "any", or cancelOthers to false`;
      return [{ message, nodeId: id, path: `nodes.${index}.cancelOthers` }];
    }),
};
