import type { JsonObject } from '../kernel/index.ts';
import type { ExecutionPlan } from './plan.ts';
import { type ExecutionState, initialState, type OpenActivation } from './state.ts';

/** Of the form a snapshot has. One of another version is not read: the log is folded from its beginning. */
export const stateVersion = 2;

/** The state without its plan, as JSON. */
export function snapshotOf(state: ExecutionState): JsonObject {
  const { plan: _, open, ...rest } = state;
  return JSON.parse(JSON.stringify({ ...rest, open: [...open.values()] }));
}

/** The inverse of `snapshotOf`, for the same plan. */
export function restoreState(plan: ExecutionPlan, snapshot: JsonObject): ExecutionState {
  // What was written was a state of this version; its arrays fit the plan, which an execution never changes.
  const { open, ...rest } = snapshot as unknown as Omit<ExecutionState, 'plan' | 'open'> & {
    readonly open: readonly OpenActivation[];
  };
  return { ...initialState(plan), ...rest, open: new Map(open.map((one) => [one.path, one])) };
}
