/** Which nodes that have not begun may begin, or never will, in the current iteration of the regions around them. */
import { isEndedByJoin } from './cancelling-joins.ts';
import { nodeAt, nodeStateAt } from './lookup.ts';
import { visibleStatus } from './regions.ts';
import type { ExecutionState } from './state.ts';

export function isIdle(state: ExecutionState, node: number): boolean {
  return nodeStateAt(state, node).status === 'idle';
}

/** Of an idle node: its join is satisfied. A header's stays so while its loop goes round: what led to it is outside. */
export function isReady(state: ExecutionState, node: number): boolean {
  if (node === state.plan.topology.start) return true;
  const { incoming, join } = nodeAt(state, node);
  let isTaken = false;
  for (const edge of incoming) {
    const status = visibleStatus(state, edge);
    if (status === 'pending' && join === 'all') return false;
    isTaken ||= status === 'taken';
  }
  return isTaken;
}

/** Of an idle node: nothing leads to it any more, or all it could do is lead to a join that has fired. */
export function isPassedOver(state: ExecutionState, node: number): boolean {
  if (isEndedByJoin(state, node)) return true;
  const { incoming } = nodeAt(state, node);
  for (const edge of incoming) if (visibleStatus(state, edge) !== 'skipped') return false;
  return incoming.length > 0;
}
