import type { WorkflowGraph } from '../../graph/index.ts';
import type { JsonObject } from '../../kernel/index.ts';

/** A graph as the JSON it is: every value in it is one, but its type does not say so of optional ones. */
export function jsonObjectOf(graph: WorkflowGraph): JsonObject {
  return JSON.parse(JSON.stringify(graph));
}
