import type { Json, JsonObject, Message } from '../kernel/index.ts';
import type { NodeError, Usage } from './events.ts';
import type { ExecutionPlan } from './plan.ts';
import { noUsage } from './usage.ts';

export type EdgeStatus = 'pending' | 'taken' | 'skipped';

/** Of the node's activation in the current iteration; `output` outlives it. `skipped` is the end of one that never began. */
export interface NodeState {
  readonly status: 'idle' | 'open' | 'skipped' | 'ended';
  readonly port: string | null;
  readonly output: Json;
  readonly error: NodeError | null;
}

/** `previous` is the output of the node that last led back to the header, in the iteration before. */
export interface RegionState {
  readonly iteration: number;
  readonly finished: boolean;
  readonly previous: Json;
  readonly latest: Json;
  readonly exhausted: boolean;
}

/** An activation that has begun and not ended. `tries` leaves out attempts that a recovery superseded. */
export interface OpenActivation {
  readonly node: number;
  readonly path: string;
  readonly attempt: number;
  readonly tries: number;
  readonly status: 'running' | 'suspended' | 'retrying' | 'superseded';
  /** When a suspended or retrying activation goes on by itself; null: only on request. */
  readonly until: number | null;
}

export type ExecutionStatus = 'queued' | 'running' | 'suspended' | 'completed' | 'failed' | 'cancelled';

/** The fold of an execution's log. Arrays are indexed as the plan's nodes, edges and regions. */
export interface ExecutionState {
  readonly plan: ExecutionPlan;
  readonly status: ExecutionStatus;
  readonly sequence: number;
  readonly steps: number;
  readonly input: Json;
  readonly variables: JsonObject;
  readonly messages: readonly Message[];
  readonly nodes: readonly NodeState[];
  readonly edges: readonly EdgeStatus[];
  readonly regions: readonly RegionState[];
  readonly open: ReadonlyMap<string, OpenActivation>;
  /** The first failure that no edge took. */
  readonly failure: { readonly error: NodeError; readonly nodeId: string; readonly path: string } | null;
  readonly terminating: boolean;
  readonly output: Json;
  readonly usage: Usage;
  /** Milliseconds in which the execution was neither queued nor suspended, up to `activeSince`. */
  readonly activeMs: number;
  /** When it last began to run; null while it is queued, suspended or has ended. */
  readonly activeSince: number | null;
}

export const idleNode: NodeState = { status: 'idle', port: null, output: null, error: null };
export const freshRegion: RegionState = {
  iteration: 0,
  finished: false,
  previous: null,
  latest: null,
  exhausted: false,
};

export function initialState(plan: ExecutionPlan): ExecutionState {
  return {
    plan,
    status: 'queued',
    sequence: 0,
    steps: 0,
    input: null,
    variables: plan.variables,
    messages: [],
    nodes: plan.topology.nodes.map(() => idleNode),
    edges: plan.topology.edges.map(() => 'pending'),
    regions: plan.topology.regions.map(() => freshRegion),
    open: new Map(),
    failure: null,
    terminating: false,
    output: null,
    usage: noUsage,
    activeMs: 0,
    activeSince: null,
  };
}

export function isTerminal(status: ExecutionStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
