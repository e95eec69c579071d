/**
 * Which nodes and regions a join with `cancelOthers` has ended. It does so once it has fired, until the next iteration of
 * its own region begins. A join that was skipped has not fired and ends nothing.
 */
import { headedRegion, nodeStateAt, regionAt, regionStateAt } from './lookup.ts';
import type { CancellingJoin } from './plan.ts';
import type { ExecutionState } from './state.ts';

export function isCancellingJoin(state: ExecutionState, node: number): boolean {
  return state.plan.cancellingJoins.some((join) => join.node === node);
}

/** Whether the node leads only to a join that has fired. */
export function isEndedByJoin(state: ExecutionState, node: number): boolean {
  // Asked of every node several times a step, and hardly any graph has such a join.
  const { cancellingJoins } = state.plan;
  return (
    cancellingJoins.length > 0 &&
    cancellingJoins.some((join) => join.feeders.has(node) && hasFired(state, join))
  );
}

/** A join inside the region ends what leads to it there, and the region goes round: only one outside ends it. */
export function isRegionEndedByJoin(state: ExecutionState, region: number): boolean {
  const { header, nodes } = regionAt(state, region);
  return state.plan.cancellingJoins.some(
    (join) => join.feeders.has(header) && !nodes.includes(join.node) && hasFired(state, join),
  );
}

/** A join that heads a loop fires on entry, and has fired as long as the loop goes round. */
function hasFired(state: ExecutionState, { node }: CancellingJoin): boolean {
  const { status } = nodeStateAt(state, node);
  if (status !== 'idle') return status !== 'skipped';
  const region = headedRegion(state, node);
  return region !== undefined && regionStateAt(state, region).iteration > 0;
}
