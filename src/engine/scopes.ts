/**
 * Scopes: what a node that runs a nested graph sees of it, and what the nested graph sees of the execution. Inside a
 * scope every function of the scheduler works as it does in the whole execution; what belongs to all is shared.
 */
import type { Json } from '../kernel/index.ts';
import type { NodeError, ScopeFact, ScopeInput } from './events.ts';
import { indexOfNode, nodeAt, plannedAt } from './lookup.ts';
import type { NestedPlan } from './plan.ts';
import { withResult } from './result-tree.ts';
import {
  type ExecutionState,
  initialScope,
  type NestedState,
  type OpenActivation,
  type ScopeResult,
  type ScopeState,
} from './state.ts';

/** The innermost scope that holds the activation at `path`. */
export function scopeAt(state: ExecutionState, path: string): ExecutionState {
  const key = innerKey(state, path);
  return key === null ? state : scopeAt(entered(state, key), path);
}

/** Changes the scope that holds the activation at `path`. */
export function changedAt(
  state: ExecutionState,
  path: string,
  change: (scope: ExecutionState) => ExecutionState,
): ExecutionState {
  const key = innerKey(state, path);
  if (key === null) return change(state);
  const before = entered(state, key);
  const after = changedAt(before, path, change);
  return after === before ? state : left(state, key, after);
}

/** The scope around `state`, where `state` sees what is there; null: it does not, or there is none. */
export function visibleOuter({ outer, opener }: ExecutionState): ExecutionState | null {
  return outer !== null && nestedPlanAt(outer, opener).seesOuter ? outer : null;
}

/** Which of its node's scopes `state` is, and what it works on; null: they are not numbered, or it is the outermost. */
export function itemOf({
  outer,
  opener,
  item,
  number,
}: ExecutionState): { item: Json; index: number } | null {
  return outer !== null && nestedPlanAt(outer, opener).isNumbered ? { item, index: number } : null;
}

/** Whether the scope, or one around it, has come to its end: nothing may begin in it any more. */
export function isEnding({ failure, terminating, outer, opener }: ExecutionState): boolean {
  if (failure !== null || terminating) return true;
  if (outer === null) return false;
  const activation = [...outer.open.values()].find(({ node }) => node === opener);
  return (activation?.nested?.failure ?? null) !== null || isEnding(outer);
}

/** Every activation that is open, those inside scopes too. */
export function* openActivations(state: ScopeState): Iterable<OpenActivation> {
  yield* state.open.values();
  for (const scope of state.scopes.values()) yield* openActivations(scope);
}

/** The scopes that an open activation of `state` runs now. */
export function scopesOf(state: ExecutionState, { node }: OpenActivation): readonly ExecutionState[] {
  if (state.scopes.size === 0) return [];
  return [...state.scopes].filter(([, { opener }]) => opener === node).map(([key]) => entered(state, key));
}

export function nestedPlanAt(state: ExecutionState, node: number): NestedPlan {
  const { nested } = plannedAt(state, node);
  if (nested === null) throw new RangeError(`node "${nodeAt(state, node).id}" has no nested graph`);
  return nested;
}

/** Of the activation's scope with this number. */
export function scopePath(state: ExecutionState, { node, path }: OpenActivation, number: number): string {
  return nestedPlanAt(state, node).isNumbered ? `${path}[${number}]` : path;
}

export function nestedStateOf(inputs: readonly ScopeInput[], attemptBase: number): NestedState {
  return { inputs, results: null, begun: 0, ended: 0, failure: null, attemptBase };
}

/** Begins the scope that the event names, if that is the next one of its activation. */
export function scopeStarted(state: ExecutionState, { nodeId, path }: ScopeFact): ExecutionState {
  const node = indexOfNode(state, nodeId);
  const activation = [...state.open.values()].find((one) => one.node === node);
  const nested = activation?.nested;
  if (!activation || !nested || nested.begun >= nested.inputs.length) return state;
  const number = nested.begun;
  if (scopePath(state, activation, number) !== path) return state;
  const scope = openedScope(state, activation, number, path);
  return withNested(
    { ...state, scopes: new Map(state.scopes).set(path, scope) },
    { ...activation, nested: { ...nested, begun: number + 1 } },
  );
}

function openedScope(
  state: ExecutionState,
  activation: OpenActivation,
  number: number,
  path: string,
): ScopeState {
  const { plan, seesOuter } = nestedPlanAt(state, activation.node);
  const { inputs = [], attemptBase = 0 } = activation.nested ?? {};
  const own = inputs[number] ?? {};
  const fresh = initialScope(plan);
  return {
    ...fresh,
    prefix: `${path}/`,
    opener: activation.node,
    number,
    item: own.item ?? null,
    input: seesOuter ? state.input : (own.input ?? null),
    messages: seesOuter ? state.messages : (own.messages ?? []),
    attemptBase,
    attemptTop: attemptBase,
  };
}

/** The scope has ended: its result is kept, everything else of it is forgotten. */
export function scopeEnded(state: ExecutionState, path: string, result: ScopeResult): ExecutionState {
  const scope = state.scopes.get(path);
  if (!scope) return state;
  const activation = [...state.open.values()].find((one) => one.node === scope.opener);
  const nested = activation?.nested;
  if (!activation || !nested) return state;
  const scopes = new Map(state.scopes);
  scopes.delete(path);
  return withNested(
    { ...state, scopes },
    {
      ...activation,
      attemptsInside: Math.max(activation.attemptsInside, scope.attemptTop),
      nested: {
        ...nested,
        results: withResult(nested.results, nested.inputs.length, { number: scope.number, result }),
        ended: nested.ended + 1,
        failure: nested.failure ?? failureFor(state, scope, result),
      },
    },
  );
}

/** The failure of a scope that its node cannot go on with: reaching the execution's own limit is one for every node. */
function failureFor(state: ExecutionState, { opener }: ScopeState, result: ScopeResult): NodeError | null {
  if (!('error' in result)) return null;
  const isFatal = nestedPlanAt(state, opener).stopsAtFailure || result.error.code === 'limit/steps';
  return isFatal ? result.error : null;
}

/** The activation's scopes are no more. */
export function withoutScopes(state: ExecutionState, activation: OpenActivation): ExecutionState {
  if (activation.nested === null) return state;
  const scopes = new Map(state.scopes);
  let attemptsInside = activation.attemptsInside;
  for (const [key, { opener, attemptTop }] of state.scopes) {
    if (opener !== activation.node) continue;
    scopes.delete(key);
    attemptsInside = Math.max(attemptsInside, attemptTop);
  }
  return withNested({ ...state, scopes }, { ...activation, attemptsInside, nested: null });
}

function withNested(state: ExecutionState, activation: OpenActivation): ExecutionState {
  return { ...state, open: new Map(state.open).set(activation.path, activation) };
}

/** The path of the scope of `state` in which the activation at `path` lies; null: it is one of `state` itself. */
function innerKey({ scopes, prefix }: ExecutionState, path: string): string | null {
  if (scopes.size === 0) return null;
  for (let at = path.indexOf('/', prefix.length); at !== -1; at = path.indexOf('/', at + 1)) {
    const key = path.slice(0, at);
    if (scopes.has(key)) return key;
  }
  return null;
}

/** The execution as the scope sees it. */
function entered(state: ExecutionState, key: string): ExecutionState {
  const scope = state.scopes.get(key);
  if (!scope) throw new RangeError(`there is no scope "${key}"`);
  const variables = nestedPlanAt(state, scope.opener).seesOuter ? state.variables : scope.variables;
  return { ...state, ...scope, variables, outer: state };
}

/** The execution with what has changed inside the scope. */
function left(state: ExecutionState, key: string, inner: ExecutionState): ExecutionState {
  const {
    outer: _,
    status,
    sequence,
    steps,
    output,
    usage,
    knownTokens,
    chargedMicroUsd,
    activeMs,
    activeSince,
    firstTextAt,
    ...scope
  } = inner;
  const shared = {
    status,
    sequence,
    steps,
    output,
    usage,
    knownTokens,
    chargedMicroUsd,
    activeMs,
    activeSince,
    firstTextAt,
  };
  const { seesOuter } = nestedPlanAt(state, scope.opener);
  const variables = seesOuter ? inner.variables : state.variables;
  return { ...state, ...shared, variables, scopes: new Map(state.scopes).set(key, scope) };
}
