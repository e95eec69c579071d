import { edgeAt, nodeAt, nodeStateAt, regionAt, regionStateAt } from './lookup.ts';
import type { EdgeStatus, ExecutionState } from './state.ts';

/** What an edge says to its target: the exit of a region says nothing before the region has finished. */
export function visibleStatus(state: ExecutionState, edge: number): EdgeStatus {
  const outermostLeft = edgeAt(state, edge).leaves[0];
  if (outermostLeft !== undefined && !regionStateAt(state, outermostLeft).finished) return 'pending';
  return state.edges[edge] ?? 'pending';
}

/** Every node of the region has ended in this iteration and its inner regions have finished. */
export function isQuiet(state: ExecutionState, region: number): boolean {
  const { ownNodes, children } = regionAt(state, region);
  return (
    ownNodes.every((node) => nodeStateAt(state, node).status === 'ended') &&
    children.every((child) => regionStateAt(state, child).finished)
  );
}

/** Whether a quiet region goes round again: an exit beats a way back (break beats continue). */
export function goesOn(state: ExecutionState, region: number): boolean {
  const { header, exitEdges, backEdges } = regionAt(state, region);
  if (isRegionEndedByJoin(state, region)) return false;
  if (exitEdges.some((edge) => state.edges[edge] === 'taken')) return false;
  const { bodyPort } = nodeAt(state, header);
  const leftByBody = bodyPort !== null && nodeStateAt(state, header).port === bodyPort;
  return leftByBody || backEdges.some((edge) => state.edges[edge] === 'taken');
}

/** Whether a join that cancels others has fired and this node leads only to it. */
export function isEndedByJoin(state: ExecutionState, node: number): boolean {
  return state.plan.cancellingJoins.some(
    (join) => nodeStateAt(state, join.node).status !== 'idle' && join.feeders.has(node),
  );
}

/** The join stands outside: one inside the region ends what leads to it, and the region goes round. */
function isRegionEndedByJoin(state: ExecutionState, region: number): boolean {
  const { header, nodes } = regionAt(state, region);
  return state.plan.cancellingJoins.some(
    (join) =>
      nodeStateAt(state, join.node).status !== 'idle' &&
      join.feeders.has(header) &&
      !nodes.includes(join.node),
  );
}
