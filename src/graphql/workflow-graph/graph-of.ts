import { parseWorkflowGraph, type WorkflowGraph } from '../../graph/index.ts';

/** The graph of a stored document; null where it is one of the former system that must be imported anew. */
export function graphOf(document: unknown): WorkflowGraph | null {
  const parsed = parseWorkflowGraph(document);
  return parsed.ok ? parsed.value : null;
}
