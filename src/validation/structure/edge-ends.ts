import { advice } from '../../expression/known-names.ts';
import { NearNames } from '../../expression/near-names.ts';
import type { Finding } from '../rule.ts';
import type { Flow } from './flow.ts';
import { describedEdge } from './wording.ts';

/** The edges whose source, or whose target, is no node of the graph. */
export function unknownEnds({ graph, indexOf }: Flow, end: 'source' | 'target'): readonly Finding[] {
  const near = new NearNames();
  const known = [...indexOf.keys()];
  return graph.edges.flatMap((edge, index) => {
    if (indexOf.has(edge[end])) return [];
    const suggestion = near.of(edge[end], known);
    const help = advice(suggestion, known, 'the graph has no nodes');
    const message = `${describedEdge(edge)}: there is no node "${edge[end]}": ${help}`;
    return [{ message, edgeId: edge.id, path: `edges.${index}.${end}`, suggestion }];
  });
}
