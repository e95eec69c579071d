import {
  type CheckedTemplate,
  checkTemplate as check,
  type GivenTemplate,
  missingRequirements,
  type Requirements,
} from '../templates/index.ts';
import { ValidationResult } from '../validation/index.ts';
import type { AppPorts } from './app-ports.ts';
import type { WorkflowName } from './resolve-subworkflows.ts';
import { checkWorkflow } from './validated-graph.ts';
import type { Viewer } from './viewer.ts';

/**
 * What the validator says of a template, which is neither stored nor run, and of the workflows that it names.
 * @param storedAs the name that will stand for it
 */
export function checkTemplate(
  ports: AppPorts,
  viewer: Viewer,
  given: GivenTemplate,
  storedAs: WorkflowName | null = null,
): Promise<CheckedTemplate> {
  const validate = async (document: unknown) =>
    (await checkWorkflow(ports, viewer, document, 'api', storedAs)).result;
  return check(given, { registry: ports.registry, validate });
}

/** The same, with what it needs: that may still be provided, so it is no error yet. */
export async function validateTemplate(
  ports: AppPorts,
  viewer: Viewer,
  { requirements, ...given }: GivenTemplate & { readonly requirements?: Requirements },
): Promise<ValidationResult> {
  const { result } = await checkTemplate(ports, viewer, given);
  if (requirements === undefined) return result;
  const needs = { capabilities: ports.capabilities, ownerId: viewer.ownerId, severity: 'warning' } as const;
  return result.merge(new ValidationResult(missingRequirements(requirements, needs)));
}
