/**
 * The limits that the scheduler itself keeps: steps of an execution, iterations of a region without a `loop` header.
 * A node that would go beyond one fails without being started.
 */
import type { TopologyEdge } from '../graph/index.ts';
import type { NodeError } from './events.ts';
import { headedRegion, nodeAt, nodeStateAt, regionStateAt } from './lookup.ts';
import type { ExecutionState } from './state.ts';

/** Why `node`, which is ready, may not start once `starting` others have; null: it may. */
export function refusalOf(state: ExecutionState, node: number, starting: number): NodeError | null {
  const { id } = nodeAt(state, node);
  const { maxSteps, maxIterations } = state.plan.limits;
  if (isBeyondBound(state, node)) {
    const message = `the loop at node "${id}" has run ${maxIterations} times, which is its limit (limits.maxIterations)`;
    return { code: 'limit/iterations', message, retryable: false };
  }
  if (state.steps + starting >= maxSteps) {
    const message = `node "${id}" would be step ${maxSteps + 1}: the limit is ${maxSteps} (limits.maxSteps)`;
    return { code: 'limit/steps', message, retryable: false };
  }
  return null;
}

function isBeyondBound(state: ExecutionState, node: number): boolean {
  const region = headedRegion(state, node);
  if (region === undefined || nodeAt(state, node).bodyPort !== null) return false;
  return regionStateAt(state, region).iteration >= state.plan.limits.maxIterations;
}

/** Of an activation that was refused by a limit: it was never started, so it is no step. */
export function isRefusal({ code }: NodeError): boolean {
  return code === 'limit/steps' || code === 'limit/iterations';
}

/** Which of its `error` edges may catch a failure of `node`. */
export function catcherOf(
  state: ExecutionState,
  node: number,
  { code }: NodeError,
): (edge: TopologyEdge) => boolean {
  // Reaching the execution's own limit ends the execution: no edge may lead on from it.
  if (code === 'limit/steps') return () => false;
  // What a node that has begun fails with was reached inside it: for the node it is a failure like any other.
  if (code !== 'limit/iterations' || nodeStateAt(state, node).status === 'open') return () => true;
  // Any edge that stays in the loop would go round once more.
  const region = headedRegion(state, node);
  return (edge) => region !== undefined && edge.leaves.includes(region);
}
