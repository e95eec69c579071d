export { canonicalGraph, hashGraph, withoutLayout } from './canonical-graph.ts';
export { diffGraphs } from './diff/diff-graphs.ts';
export type { ChangeSubject, GraphChange, GraphDiff } from './diff/graph-change.ts';
export { summaryOf } from './diff/summary-of.ts';
export { documentLimits } from './document-limits.ts';
export { dominates, immediateDominators, reversePostorder, type Successors } from './dominators.ts';
export {
  type IssueCode,
  type IssueLayer,
  type IssueSeverity,
  issueCodes,
  providableUntil,
} from './issue-codes.ts';
export { convertLegacyWorkflow, type LegacyConversion } from './legacy/convert-legacy-workflow.ts';
export { isLegacyWorkflow } from './legacy/legacy-document.ts';
export type { ImportFinding, ImportSeverity } from './legacy/legacy-report.ts';
export { issueInside, nestedGraphOf } from './nested-graph.ts';
export type { NodeKinds } from './node-kinds.ts';
export { parseWorkflowGraph } from './parse-workflow-graph.ts';
export { type DocumentProblem, jsonProblems, readJson } from './read-json.ts';
export { meantBy, refusalOf, valueAt, wantedBy } from './refusal-words.ts';
export { findRegions, type Region } from './region.ts';
export { shortKey } from './short-key.ts';
export { stronglyConnected } from './strongly-connected.ts';
export {
  compileTopology,
  type FlowTraits,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
} from './topology.ts';
export {
  hasErrors,
  type IssuePlace,
  issueOf,
  listedIssues,
  type ValidationIssue,
} from './validation-issue.ts';
export {
  readWorkflowFile,
  type WorkflowDescription,
  type WorkflowFile,
  writeWorkflowFile,
} from './workflow-file.ts';
export {
  nodeKeys,
  noteType,
  type RetryPolicy,
  type WorkflowEdge,
  type WorkflowGraph,
  type WorkflowGraphInput,
  type WorkflowLimits,
  type WorkflowNode,
} from './workflow-graph.ts';
