import type { JsonObject } from '../kernel/index.ts';
import type { ExecutionPlan } from './plan.ts';
import {
  type ExecutionState,
  initialScope,
  initialState,
  type OpenActivation,
  type ScopeState,
} from './state.ts';

/** Of the form a snapshot has. One of another version is not read: the log is folded from its beginning. */
export const stateVersion = 5;

/** The state without its plan, as JSON. Its values are those of the state, not copies: they may be large. */
export function snapshotOf({ outer: _, ...state }: ExecutionState): JsonObject {
  // What is left are the values that `restoreState` reads; a member that is undefined is not written.
  return packed(state) as unknown as JsonObject;
}

/** The inverse of `snapshotOf`, for the same plan. */
export function restoreState(plan: ExecutionPlan, snapshot: JsonObject): ExecutionState {
  // What was written was a state of this version; its arrays fit the plan, which an execution never changes.
  const { open, scopes, ...rest } = snapshot as unknown as Packed<ExecutionState>;
  return { ...initialState(plan), ...rest, ...unpacked(plan, { open, scopes }) };
}

/** A scope as JSON can hold it. */
type Packed<Scope extends ScopeState> = Omit<Scope, 'plan' | 'open' | 'scopes'> & {
  readonly open: readonly OpenActivation[];
  readonly scopes: readonly (readonly [string, Packed<ScopeState>])[];
};

function packed<Scope extends ScopeState>(scope: Scope): Packed<Scope> {
  const { plan: _, open, scopes, ...rest } = scope;
  const inside = [...scopes].map(([path, one]) => [path, packed(one)] as const);
  return { ...rest, open: [...open.values()], scopes: inside };
}

function unpacked(
  plan: ExecutionPlan,
  { open, scopes }: Pick<Packed<ScopeState>, 'open' | 'scopes'>,
): Pick<ScopeState, 'open' | 'scopes'> {
  return {
    open: new Map(open.map((one) => [one.path, one])),
    scopes: new Map(scopes.map(([path, scope]) => [path, restoredScope(plan, scope)])),
  };
}

function restoredScope(outer: ExecutionPlan, { open, scopes, ...rest }: Packed<ScopeState>): ScopeState {
  const nested = outer.nodes[rest.opener]?.nested;
  if (!nested) throw new RangeError(`the plan has no nested graph at node ${rest.opener}`);
  return { ...initialScope(nested.plan), ...rest, ...unpacked(nested.plan, { open, scopes }) };
}
