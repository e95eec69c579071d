/** What is true of regions in a state: what their edges say, when they are quiet and whether they go round. */
import { isRegionEndedByJoin } from './cancelling-joins.ts';
import { edgeAt, nodeAt, nodeStateAt, regionAt, regionStateAt } from './lookup.ts';
import type { EdgeStatus, ExecutionState, NodeState } from './state.ts';

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
    ownNodes.every((node) => hasEnded(nodeStateAt(state, node))) &&
    children.every((child) => regionStateAt(state, child).finished)
  );
}

function hasEnded({ status }: NodeState): boolean {
  return status === 'ended' || status === 'skipped';
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
