import { advice } from '../../expression/known-names.ts';
import { noteType } from '../../graph/index.ts';
import type { StructureRule } from './rule.ts';
import { describedEdge, NearNames } from './wording.ts';

/** Every edge leaves by a port its node has. */
export const edgePorts: StructureRule = {
  code: 'edge/unknown-port',
  find: ({ graph, indexOf, ports }) => {
    const near = new NearNames();
    return graph.edges.flatMap((edge, index) => {
      const source = indexOf.get(edge.source) ?? -1;
      const known = ports[source];
      const type = graph.nodes[source]?.type ?? '';
      if (!known || type === noteType || known.includes(edge.sourcePort)) return [];
      const suggestion = near.of(edge.sourcePort, known);
      const help = advice(suggestion, known, 'no edge can leave it: remove the edge');
      const what = `node "${edge.source}" (${type}) has no port "${edge.sourcePort}": ${help}`;
      const path = `edges.${index}.sourcePort`;
      const message = `${describedEdge(edge)}: ${what}`;
      return [{ message, nodeId: edge.source, edgeId: edge.id, path, suggestion }];
    });
  },
};
