import { noteType } from '../../graph/index.ts';
import type { StructureRule } from './rule.ts';

/** What is disabled is passed through by its port `out`; a node without one decides something, and nobody would. */
export const disabledNodes: StructureRule = {
  code: 'node/cannot-be-disabled',
  find: ({ graph, ports, starts }) =>
    graph.nodes.flatMap(({ id, type, enabled }, index) => {
      if (enabled || type === noteType) return [];
      const isStart = starts.includes(index);
      if (!isStart && ports[index]?.includes('out') !== false) return [];
      const why = isStart ? 'the execution begins there' : `a ${type} has no port "out" to go on by`;
      const message = `node "${id}" cannot be disabled, for ${why}: enable it, or remove it`;
      return [{ message, nodeId: id, path: `nodes.${index}.enabled` }];
    }),
};
