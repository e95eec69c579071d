import type { WorkflowGraph } from '../graph/index.ts';
import type { WorkflowValidation } from '../validation/index.ts';
import type { AppPorts } from './app-ports.ts';
import { resolveSubworkflows } from './resolve-subworkflows.ts';
import type { Viewer } from './viewer.ts';
import { workflowInvalid } from './workflow-invalid.ts';

/** The graph of a document that may be stored, with the workflows that it names. @throws AppError `workflow/invalid` */
export async function validatedGraph(
  ports: AppPorts,
  viewer: Viewer,
  document: unknown,
): Promise<WorkflowGraph> {
  const { graph, issues } = await checkWorkflow(ports, viewer, document);
  if (graph === null) throw workflowInvalid(issues);
  return graph;
}

/** What the validator says of a document, and then of what it becomes when it runs. Never throws for what is wrong in it. */
export async function checkWorkflow(
  ports: AppPorts,
  viewer: Viewer,
  document: unknown,
): Promise<WorkflowValidation> {
  const own = ports.validator.validate(document);
  if (own.graph === null) return own;
  const { resolved, issues } = await resolveSubworkflows(ports, viewer, own.graph);
  if (issues.length > 0) return { graph: null, issues: [...own.issues, ...issues] };
  if (resolved === own.graph) return own;
  const whole = ports.validator.validate(resolved);
  return whole.graph === null ? whole : { graph: own.graph, issues: whole.issues };
}
