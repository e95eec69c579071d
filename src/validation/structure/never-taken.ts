import type { WorkflowEdge } from '../../graph/index.ts';
import type { Finding } from '../rule.ts';
import type { StructureRule } from './rule.ts';
import { describedEdge } from './wording.ts';

/** On a port with conditions, one edge without a condition is taken where none is true; a second one never is. */
export const neverTaken: StructureRule = {
  code: 'edge/never-taken',
  find: ({ graph }) => {
    const byPort = Map.groupBy(graph.edges.entries(), ([, { source, sourcePort }]) =>
      JSON.stringify([source, sourcePort]),
    );
    return [...byPort.values()].flatMap((edges) => {
      const [first, ...others] = edges.filter(([, edge]) => edge.condition === undefined);
      if (!first || others.length === edges.length - 1) return [];
      return others.map(([index, edge]) => neverTakenEdge(index, edge, first[1]));
    });
  },
};

function neverTakenEdge(index: number, edge: WorkflowEdge, first: WorkflowEdge): Finding {
  const why = `when no condition of port "${edge.sourcePort}" is true, edge "${first.id}" is taken alone`;
  const help = 'give it a condition, or lead to both from the node after';
  const message = `${describedEdge(edge)} is never taken: ${why}: ${help}`;
  return { message, nodeId: edge.source, edgeId: edge.id, path: `edges.${index}` };
}
