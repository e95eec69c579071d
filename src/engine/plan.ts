import type { RetryPolicy, Topology, TopologyNode } from '../graph/index.ts';
import type { JsonObject } from '../kernel/index.ts';
import { feedersOf } from './feeders.ts';

/** What the scheduler needs to know of a node beside its place in the graph. */
export interface PlannedNode {
  /** Runs in no time and without effects, so it needs no commit before its successors start. */
  readonly pure: boolean;
  readonly allowNone: boolean;
  readonly retry: RetryPolicy;
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
  return {
    ...parts,
    cancellingJoins: topology.nodes
      .filter((node: TopologyNode) => node.cancelOthers && node.join === 'any')
      .map((node) => ({ node: node.index, feeders: feedersOf(topology, node) })),
  };
}
