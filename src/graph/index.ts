export type { Region } from './region.ts';
export {
  compileTopology,
  type FlowTraits,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
} from './topology.ts';
export type {
  RetryPolicy,
  WorkflowEdge,
  WorkflowGraph,
  WorkflowGraphInput,
  WorkflowLimits,
  WorkflowNode,
} from './workflow-graph.ts';
