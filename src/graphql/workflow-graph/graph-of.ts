import { parseWorkflowGraph, type WorkflowGraph } from '../../graph/index.ts';

/** The graph of a stored document; null where the former system saved it and it cannot be read as one of today. */
export function graphOf(document: unknown): WorkflowGraph | null {
  const parsed = parseWorkflowGraph(document);
  return parsed.ok ? parsed.value : null;
}
