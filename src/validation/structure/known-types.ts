import { advice } from '../../expression/known-names.ts';
import { NearNames } from '../../expression/near-names.ts';
import type { StructureRule } from './rule.ts';

/** Every node is of a known kind. */
export const knownTypes: StructureRule = {
  code: 'node/unknown-type',
  find: ({ graph, kinds }) => {
    const near = new NearNames();
    const types = kinds.types();
    return graph.nodes.flatMap(({ id, type }, index) => {
      if (kinds.has(type)) return [];
      const suggestion = near.of(type, types);
      const help = advice(suggestion, types, 'no kinds of node are installed');
      const message = `node "${id}" has the unknown type "${type}": ${help}`;
      return [{ message, nodeId: id, path: `nodes.${index}.type`, suggestion }];
    });
  },
};
