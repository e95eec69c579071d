/** Which edges of a port are taken: the first whose condition holds, else the first without one; all, if none has one. */
import type { TopologyEdge } from '../graph/index.ts';
import { ok, type Result } from '../kernel/index.ts';
import type { NodeError } from './events.ts';
import { edgeAt, nodeAt } from './lookup.ts';
import type { ExecutionState } from './state.ts';

export type EvaluateCondition = (edge: TopologyEdge) => Result<boolean, NodeError>;

/** In declaration order. */
export function edgesOfPort(state: ExecutionState, node: number, port: string): readonly TopologyEdge[] {
  const edges: TopologyEdge[] = [];
  for (const index of nodeAt(state, node).outgoing) {
    const edge = edgeAt(state, index);
    if (edge.sourcePort === port) edges.push(edge);
  }
  return edges;
}

/** Those taken among `edges` of one port, in declaration order; none: no condition holds, or there are no edges. */
export function route(
  edges: readonly TopologyEdge[],
  evaluate: EvaluateCondition,
): Result<readonly TopologyEdge[], NodeError> {
  if (edges.every((edge) => edge.condition === null)) return ok(edges);
  for (const edge of edges) {
    if (edge.condition === null) continue;
    const holds = evaluate(edge);
    if (!holds.ok) return holds;
    if (holds.value) return ok([edge]);
  }
  return ok(edges.filter((edge) => edge.condition === null).slice(0, 1));
}
