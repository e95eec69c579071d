import type { Json, JsonObject, Message } from '../kernel/index.ts';
import type { NodeError, ScopeInput, Usage } from './events.ts';
import type { ExecutionPlan } from './plan.ts';
import type { ResultTree } from './result-tree.ts';
import { noUsage } from './usage.ts';

export type EdgeStatus = 'pending' | 'taken' | 'skipped';

/** Of the node's activation in the current iteration; `output` outlives it. `skipped` is the end of one that never began. */
export interface NodeState {
  readonly status: 'idle' | 'open' | 'skipped' | 'ended';
  readonly port: string | null;
  readonly output: Json;
  readonly error: NodeError | null;
  /** Sequence of the event that ended it with an error; 0: none did. */
  readonly failedAt: number;
}

/** `previous` is the output of the node that last led back to the header, in the iteration before. */
export interface RegionState {
  readonly iteration: number;
  readonly finished: boolean;
  readonly previous: Json;
  readonly latest: Json;
  readonly exhausted: boolean;
}

/** How a scope ended: with an output, or with an error. */
export type ScopeResult = { readonly output: Json } | { readonly error: NodeError };

/** What an open activation knows of the scopes that it runs. */
export interface NestedState {
  readonly inputs: readonly ScopeInput[];
  readonly results: ResultTree;
  /** Scopes begin in order: those before this one have begun. */
  readonly begun: number;
  readonly ended: number;
  /** Why the activation must fail. */
  readonly failure: NodeError | null;
  /** Attempts in its scopes count on from here. */
  readonly attemptBase: number;
}

/** An activation that has begun and not ended. `tries` leaves out attempts that a recovery superseded. */
export interface OpenActivation {
  readonly node: number;
  readonly path: string;
  readonly attempt: number;
  readonly tries: number;
  /** `scoped`: it waits for its scopes. */
  readonly status: 'running' | 'scoped' | 'suspended' | 'retrying' | 'superseded';
  /** When a suspended or retrying activation goes on by itself; null: only on request. */
  readonly until: number | null;
  /** How long the execution had been active when its attempt began, in milliseconds. */
  readonly activeBefore: number;
  readonly nested: NestedState | null;
  /** The highest attempt of anything in scopes that have ended. */
  readonly attemptsInside: number;
}

export type ExecutionStatus = 'queued' | 'running' | 'suspended' | 'completed' | 'failed' | 'cancelled';

/**
 * One run of one graph: the execution's own, or one that a node of another scope runs. Arrays are indexed as the
 * plan's nodes, edges and regions.
 */
export interface ScopeState {
  readonly plan: ExecutionPlan;
  /** What every path in it begins with: empty, or the scope's own path and a slash. */
  readonly prefix: string;
  /** The node around it that runs it, and which of that node's scopes it is. */
  readonly opener: number;
  readonly number: number;
  readonly item: Json;
  readonly input: Json;
  readonly variables: JsonObject;
  readonly messages: readonly Message[];
  readonly nodes: readonly NodeState[];
  readonly edges: readonly EdgeStatus[];
  readonly regions: readonly RegionState[];
  readonly open: ReadonlyMap<string, OpenActivation>;
  /** Those that its open activations run, by their paths. */
  readonly scopes: ReadonlyMap<string, ScopeState>;
  /** The first failure that no edge took. */
  readonly failure: { readonly error: NodeError; readonly nodeId: string; readonly path: string } | null;
  readonly terminating: boolean;
  /** Attempts of its activations are numbered from the next one on: those up to it were made in an earlier run. */
  readonly attemptBase: number;
  /** The highest attempt of any of its activations so far. */
  readonly attemptTop: number;
}

/** The fold of an execution's log, as its outermost scope sees it, or as one inside does. */
export interface ExecutionState extends ScopeState {
  /** As the scope around sees it; null: there is none. */
  readonly outer: ExecutionState | null;
  readonly status: ExecutionStatus;
  readonly sequence: number;
  readonly steps: number;
  readonly output: Json;
  readonly usage: Usage;
  /** Tokens that providers have told of: at least so many were used, also where the sum is unknown. */
  readonly knownTokens: number;
  /**
   * What calls have cost under a limit of the cost, at most: for those under way, for those that were interrupted, and
   * for those whose cost nobody knows, this is what was charged before they began.
   */
  readonly chargedMicroUsd: number;
  /** Milliseconds in which the execution was neither queued nor suspended, up to `activeSince`. */
  readonly activeMs: number;
  /** When it last began to run; null while it is queued, suspended or has ended. */
  readonly activeSince: number | null;
  /** When a model first said something; null: none has. */
  readonly firstTextAt: number | null;
}

export const idleNode: NodeState = { status: 'idle', port: null, output: null, error: null, failedAt: 0 };
export const freshRegion: RegionState = {
  iteration: 0,
  finished: false,
  previous: null,
  latest: null,
  exhausted: false,
};

/** A graph that has not begun, as the outermost. */
export function initialScope(plan: ExecutionPlan): ScopeState {
  return {
    plan,
    prefix: '',
    opener: -1,
    number: 0,
    item: null,
    input: null,
    variables: plan.variables,
    messages: [],
    nodes: plan.topology.nodes.map(() => idleNode),
    edges: plan.topology.edges.map(() => 'pending'),
    regions: plan.topology.regions.map(() => freshRegion),
    open: new Map(),
    scopes: new Map(),
    failure: null,
    terminating: false,
    attemptBase: 0,
    attemptTop: 0,
  };
}

export function initialState(plan: ExecutionPlan): ExecutionState {
  return {
    ...initialScope(plan),
    outer: null,
    status: 'queued',
    sequence: 0,
    steps: 0,
    output: null,
    usage: noUsage,
    knownTokens: 0,
    chargedMicroUsd: 0,
    activeMs: 0,
    activeSince: null,
    firstTextAt: null,
  };
}

/** Milliseconds in which the execution was neither queued nor suspended, up to `at`. */
export function activeTime({ activeMs, activeSince }: ExecutionState, at: number): number {
  return activeMs + (activeSince === null ? 0 : Math.max(0, at - activeSince));
}

export function isTerminal(status: ExecutionStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
