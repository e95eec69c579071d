/** Which nodes that have not begun may begin, or never will, in the current iteration of the regions around them. */
import { isEndedByJoin } from './cancelling-joins.ts';
import { nodeAt } from './lookup.ts';
import { visibleStatus } from './regions.ts';
import type { ExecutionState } from './state.ts';

/** In declaration order. */
export function idleNodes(state: ExecutionState): readonly number[] {
  const { nodes } = state;
  const idle: number[] = [];
  // Asked several times a step: an index costs nothing, an iterator costs an object a node.
  for (let node = 0; node < nodes.length; node += 1) if (nodes[node]?.status === 'idle') idle.push(node);
  return idle;
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
  return incoming.length > 0 && incoming.every((edge) => visibleStatus(state, edge) === 'skipped');
}
