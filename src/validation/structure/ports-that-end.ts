import { bodyPortAt, hasPort } from './flow.ts';
import type { StructureRule } from './rule.ts';

/**
 * Where a node chooses between ports and some lead on, all do. It is a legal way to stop, but easily forgotten. A
 * node that nothing follows is just the last one, and a failure that no edge takes fails the execution. Where an edge
 * leaves by a port that the node does not have, that may be the one that is missing, so its own issue comes first.
 */
export const portsThatEnd: StructureRule = {
  code: 'port/leads-nowhere',
  find: (flow) => {
    const edges = Map.groupBy(flow.graph.edges, ({ source }) => source);
    return flow.graph.nodes.flatMap(({ id, enabled }, index) => {
      const used = new Set((edges.get(id) ?? []).map(({ sourcePort }) => sourcePort));
      if (!enabled || [...used].some((port) => !hasPort(flow, index, port))) return [];
      const bodyPort = bodyPortAt(flow, index);
      const choices = (flow.ports[index] ?? []).filter((port) => port !== 'error' && port !== bodyPort);
      const ends = choices.filter((port) => !used.has(port));
      if (ends.length === choices.length) return [];
      return ends.map((port) => {
        const what = `no edge leaves node "${id}" by its port "${port}", so the way ends there`;
        const message = `${what}: lead it to an end if that is meant`;
        return { message, nodeId: id, path: `nodes.${index}` };
      });
    });
  },
};
