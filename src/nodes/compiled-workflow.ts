import type { ExecutionPlan } from '../engine/index.ts';
import type { Expression } from '../expression/index.ts';
import type { WorkflowGraph } from '../graph/index.ts';
import type { JsonSchema } from './json-schema/json-schema.ts';
import type { NodeBehaviour } from './node-behaviour.ts';

/** A graph ready to run. */
export interface CompiledWorkflow {
  readonly graph: WorkflowGraph;
  readonly plan: ExecutionPlan;
  /** What the graph says of its input. */
  readonly inputs: JsonSchema;
  /** By the plan's index of the node. */
  readonly behaviours: readonly NodeBehaviour[];
  /** By the id of the edge; only edges that have one. */
  readonly conditions: ReadonlyMap<string, Expression>;
  readonly outputs: ReadonlyMap<string, Expression>;
  /** Indexes of the nodes that nothing can follow. */
  readonly sinks: readonly number[];
  /** By the index of the node that runs it. */
  readonly nested: ReadonlyMap<number, CompiledWorkflow>;
  /** Variables that its own expressions read; `allVariables` where one reads them all. */
  readonly variablesRead: ReadonlySet<string>;
}

/** The graph of this plan: the workflow's own, or one that is nested in it; null: there is none. */
export function workflowOf(workflow: CompiledWorkflow, plan: ExecutionPlan): CompiledWorkflow | null {
  if (workflow.plan.topology === plan.topology) return workflow;
  for (const nested of workflow.nested.values()) {
    const found = workflowOf(nested, plan);
    if (found !== null) return found;
  }
  return null;
}

/** The kind of the node that the activation at this path visits; null: no node of the workflow is visited there. */
export function kindAt(workflow: CompiledWorkflow, path: string): string | null {
  const { plan, graph, nested } = workflow;
  const [segment = '', ...inner] = path.split('/');
  const index = plan.topology.indexOf.get(segment.replace(/\[\d+\]$/, ''));
  if (index === undefined) return null;
  if (inner.length === 0) return graph.nodes[index]?.type ?? null;
  // `refine[2]/…` is in the graph that `refine` runs, or goes on in this one where `refine` is only a header.
  const within = nested.get(index);
  const rest = inner.join('/');
  return (within && kindAt(within, rest)) ?? kindAt(workflow, rest);
}
