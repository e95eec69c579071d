import type { WorkflowGraph } from '../graph/index.ts';
import type { AppPorts } from './app-ports.ts';
import { workflowInvalid } from './workflow-invalid.ts';

/** The graph of a document that may be stored. @throws AppError `workflow/invalid` */
export function validatedGraph({ validator }: AppPorts, document: unknown): WorkflowGraph {
  const { graph, issues } = validator.validate(document);
  if (graph === null) throw workflowInvalid(issues);
  return graph;
}
