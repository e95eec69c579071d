import {
  hasErrors,
  listedIssues,
  type NodeKinds,
  parseWorkflowGraph,
  type ValidationIssue,
  type WorkflowGraph,
} from '../graph/index.ts';
import { validateStructure } from './validate-structure.ts';

export interface WorkflowValidation {
  /** Null where an issue is an error: what did not pass is not to be stored or run. */
  readonly graph: WorkflowGraph | null;
  /** Warnings alone leave the graph usable. */
  readonly issues: readonly ValidationIssue[];
}

/** What kinds of node say of a graph whose structure is sound: configurations and expressions. */
export type NodeCheck = (graph: WorkflowGraph) => readonly ValidationIssue[];

/**
 * Reads a document and checks it layer by layer: its schema, its structure, then its nodes. A layer runs only on what
 * has no errors in the earlier ones. Never throws, whatever the document is.
 */
export function validateWorkflow(
  input: unknown,
  kinds: NodeKinds,
  checkNodes: NodeCheck = () => [],
): WorkflowValidation {
  const parsed = parseWorkflowGraph(input);
  if (!parsed.ok) return { graph: null, issues: parsed.error };
  const structure = validateStructure(parsed.value, kinds);
  const issues = hasErrors(structure) ? structure : [...structure, ...checkNodes(parsed.value)];
  return { graph: hasErrors(issues) ? null : parsed.value, issues: listedIssues(issues) };
}
