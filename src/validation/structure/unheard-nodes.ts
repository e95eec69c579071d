import type { StructureRule } from './rule.ts';

/** Where no sign of life can come, its lack says nothing: the node would end like one that is too slow, or never. */
export const unheardNodes: StructureRule = {
  code: 'node/never-heard',
  find: ({ graph, kinds }) =>
    graph.nodes.flatMap(({ id, type, idleTimeoutMs }, index) => {
      if (idleTimeoutMs === undefined || !kinds.has(type) || kinds.givesSigns(type)) return [];
      const why = `node "${id}" has idleTimeoutMs, but a ${type} gives no signs of life while it runs`;
      const message = `${why}: set timeoutMs instead`;
      return [{ message, nodeId: id, path: `nodes.${index}.idleTimeoutMs` }];
    }),
};
