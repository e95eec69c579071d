import type { FlowTraits } from './topology.ts';
import type { WorkflowNode } from './workflow-graph.ts';

/** What the rules of a graph ask about kinds of node. */
export interface NodeKinds {
  has(type: string): boolean;
  types(): readonly string[];
  /** Asked only of types that it has. */
  traitsOf(type: string): FlowTraits;
  /** The ports the node can leave by; null where its configuration does not say. Asked only of types that it has. */
  portsOf(node: WorkflowNode): readonly string[] | null;
  /** Whether nodes of the type are there for failures of others, which lead to them. */
  handlesFailures(type: string): boolean;
  /** Whether signs of life come of nodes of the type while they run. */
  givesSigns(type: string): boolean;
}
