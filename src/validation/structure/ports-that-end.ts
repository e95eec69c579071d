import { bodyPortAt } from './flow.ts';
import type { StructureRule } from './rule.ts';

/**
 * Where a node chooses between ports and some lead on, all do. It is a legal way to stop, but easily forgotten. A
 * node that nothing follows is just the last one, and a failure that no edge takes fails the execution.
 */
export const portsThatEnd: StructureRule = {
  code: 'port/leads-nowhere',
  find: (flow) => {
    const used = new Set(flow.graph.edges.map(({ source, sourcePort }) => portKey(source, sourcePort)));
    return flow.graph.nodes.flatMap(({ id, enabled }, index) => {
      const bodyPort = bodyPortAt(flow, index);
      const choices = (flow.ports[index] ?? []).filter((port) => port !== 'error' && port !== bodyPort);
      const ends = choices.filter((port) => !used.has(portKey(id, port)));
      if (!enabled || ends.length === choices.length) return [];
      return ends.map((port) => {
        const what = `no edge leaves node "${id}" by its port "${port}", so the way ends there`;
        const message = `${what}: lead it to an end if that is meant`;
        return { message, nodeId: id, path: `nodes.${index}` };
      });
    });
  },
};

function portKey(node: string, port: string): string {
  return JSON.stringify([node, port]);
}
