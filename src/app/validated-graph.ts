import type { WorkflowGraph } from '../graph/index.ts';
import { ownedSecrets } from '../runtime/owned-secrets.ts';
import {
  type ValidationPurpose,
  ValidationResult,
  type WorkflowValidation,
  workflowInvalid,
} from '../validation/index.ts';
import type { AppPorts } from './app-ports.ts';
import { resolveSubworkflows, type WorkflowName } from './resolve-subworkflows.ts';
import type { Viewer } from './viewer.ts';

/**
 * The graph of a document that may be stored, with the workflows that it names.
 * @param storedAs the name that will stand for it
 * @throws AppError `workflow/invalid`
 */
export async function validatedGraph(
  ports: AppPorts,
  viewer: Viewer,
  document: unknown,
  storedAs: WorkflowName | null = null,
): Promise<WorkflowGraph> {
  const { graph, result } = await checkWorkflow(ports, viewer, document, 'api', storedAs);
  if (graph === null) throw workflowInvalid(result);
  return graph;
}

/**
 * The document as it runs, not yet checked.
 * @throws AppError `workflow/invalid` where a workflow that it names cannot be had
 */
export async function runnableWorkflow(ports: AppPorts, viewer: Viewer, document: unknown): Promise<unknown> {
  const { resolved, issues } = await resolveSubworkflows(ports, viewer, document);
  if (issues.length === 0) return resolved;
  // Whatever else is wrong is told at once.
  const { result } = await checkWorkflow(ports, viewer, document, 'execution');
  throw workflowInvalid(result.hasErrors ? result : new ValidationResult(issues));
}

/**
 * What the validator says of a document and of what it becomes when it runs: with the workflows that it names in the
 * place of their names.
 */
export async function checkWorkflow(
  ports: AppPorts,
  viewer: Viewer,
  document: unknown,
  purpose: ValidationPurpose = 'api',
  storedAs: WorkflowName | null = null,
): Promise<WorkflowValidation> {
  const { validator, capabilities, turns } = ports;
  const { ownerId } = viewer;
  // There is no request yet.
  const context = { purpose, ownerId, capabilities, secrets: null, requested: null };
  await turns.next(ownerId);
  const own = validator.inspect(document);
  if (own.survey === null) return validator.judge(own, context);
  const { graph } = own.survey;
  const { resolved, issues } = await resolveSubworkflows(ports, viewer, graph, storedAs);
  if (resolved !== graph) await turns.next(ownerId);
  const whole = resolved === graph ? own : validator.inspect(resolved);
  const secrets = await ownedSecrets(ports.secrets, ownerId, whole);
  const { result } = validator.judge(whole, { ...context, secrets }, issues);
  return { graph: result.hasErrors ? null : graph, result };
}
