import { advice } from '../../expression/known-names.ts';
import { NearNames } from '../../expression/near-names.ts';
import { noteType } from '../../graph/index.ts';
import { hasPort } from './flow.ts';
import type { StructureRule } from './rule.ts';
import { describedEdge } from './wording.ts';

/** Every edge leaves by a port its node has. */
export const edgePorts: StructureRule = {
  code: 'edge/unknown-port',
  find: (flow) => {
    const { graph, indexOf, ports } = flow;
    const near = new NearNames();
    return graph.edges.flatMap((edge, index) => {
      const source = indexOf.get(edge.source) ?? -1;
      const type = graph.nodes[source]?.type ?? '';
      if (type === noteType || hasPort(flow, source, edge.sourcePort)) return [];
      const known = ports[source] ?? [];
      const suggestion = near.of(edge.sourcePort, known);
      const help = advice(suggestion, known, 'no edge can leave it: remove the edge');
      const what = `node "${edge.source}" (${type}) has no port "${edge.sourcePort}": ${help}`;
      const path = `edges.${index}.sourcePort`;
      const message = `${describedEdge(edge)}: ${what}`;
      return [{ message, nodeId: edge.source, edgeId: edge.id, path, suggestion }];
    });
  },
};
