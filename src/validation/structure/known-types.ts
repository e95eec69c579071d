import { issueOf } from '../../graph/index.ts';
import type { StructureRule } from './rule.ts';
import { advice, NearNames } from './wording.ts';

/** Every node is of a known kind. */
export const knownTypes: StructureRule = ({ graph, kinds }) => {
  const near = new NearNames();
  const types = kinds.types();
  return graph.nodes.flatMap(({ id, type }, index) => {
    if (kinds.has(type)) return [];
    const suggestion = near.of(type, types);
    const help = advice(suggestion, types, 'no kinds of node are installed');
    const message = `node "${id}" has the unknown type "${type}": ${help}`;
    return [issueOf('node/unknown-type', message, { nodeId: id, path: `nodes.${index}.type`, suggestion })];
  });
};
