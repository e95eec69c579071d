import type { RetryPolicy, Topology, TopologyNode } from '../graph/index.ts';
import type { JsonObject } from '../kernel/index.ts';
import { feedersIn } from './feeders.ts';

/** How a node runs the graph that is nested in it. */
export interface NestedPlan {
  readonly plan: ExecutionPlan;
  /** How many of its scopes are under way at a time. */
  readonly concurrency: number;
  /** The first scope that fails fails the node; else it goes on with the others. */
  readonly stopsAtFailure: boolean;
  /** Its scopes read and write the variables around them, and read the outputs of the nodes there. */
  readonly seesOuter: boolean;
  /** Paths of its scopes say which one it is: `each[17]`. */
  readonly isNumbered: boolean;
}

/** What the scheduler needs to know of a node beside its place in the graph. */
export interface PlannedNode {
  /** Runs in no time and without effects, so it needs no commit before its successors start. */
  readonly pure: boolean;
  readonly allowNone: boolean;
  readonly retry: RetryPolicy;
  /** Only of a node that handles failures: how often what would fail towards it is tried again first. */
  readonly handles: { readonly maxRetries: number; readonly backoffMs: number } | null;
  /** Only of a node that runs a graph of its own. */
  readonly nested: NestedPlan | null;
}

/** A join that ends what still runs towards it. */
export interface CancellingJoin {
  readonly node: number;
  /** Nodes of the join's own region whose every forward path leads through the join. */
  readonly feeders: ReadonlySet<number>;
}

/** Everything about an execution that never changes while it runs. */
export interface ExecutionPlan {
  readonly topology: Topology;
  readonly nodes: readonly PlannedNode[];
  readonly cancellingJoins: readonly CancellingJoin[];
  readonly variables: JsonObject;
  readonly limits: { readonly maxSteps: number; readonly maxIterations: number };
}

export interface PlanParts {
  readonly topology: Topology;
  readonly nodes: readonly PlannedNode[];
  readonly variables: JsonObject;
  readonly limits: ExecutionPlan['limits'];
}

export function createPlan(parts: PlanParts): ExecutionPlan {
  const { topology } = parts;
  const feedersOf = feedersIn(topology);
  return {
    ...parts,
    cancellingJoins: topology.nodes
      .filter((node: TopologyNode) => node.cancelOthers && node.join === 'any')
      .map((node) => ({ node: node.index, feeders: feedersOf(node) })),
  };
}

/** The same plan under tighter limits, which hold in nested graphs too. */
export function tightenedPlan(plan: ExecutionPlan, limits: Partial<ExecutionPlan['limits']>): ExecutionPlan {
  const own = plan.limits;
  return {
    ...plan,
    limits: {
      maxSteps: Math.min(own.maxSteps, limits.maxSteps ?? own.maxSteps),
      maxIterations: Math.min(own.maxIterations, limits.maxIterations ?? own.maxIterations),
    },
    nodes: plan.nodes.map((node) =>
      node.nested === null
        ? node
        : { ...node, nested: { ...node.nested, plan: tightenedPlan(node.nested.plan, limits) } },
    ),
  };
}
