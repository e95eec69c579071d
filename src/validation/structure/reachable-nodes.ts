import { noteType } from '../../graph/index.ts';
import type { StructureRule } from './rule.ts';

/**
 * A way leads from the start to every node but notes. Without a start there is nothing to say; nor where an edge has an
 * end that is not there: it may be the way that is missing, so its own issue comes first.
 */
export const reachableNodes: StructureRule = {
  code: 'node/unreachable',
  find: ({ graph, indexOf, starts, order }) => {
    const isWhole = graph.edges.every(({ source, target }) => indexOf.has(source) && indexOf.has(target));
    if (starts.length === 0 || !isWhole) return [];
    const reached = new Set(order);
    return graph.nodes.flatMap(({ id, type }, index) => {
      if (reached.has(index) || type === noteType || indexOf.get(id) !== index) return [];
      const message = `no way leads from the start to node "${id}": lead an edge to it, or remove it`;
      return [{ message, nodeId: id, path: `nodes.${index}` }];
    });
  },
};
