import {
  type CheckedTemplate,
  checkTemplate as check,
  missingRequirements,
  type Requirements,
} from '../templates/index.ts';
import { ValidationResult } from '../validation/index.ts';
import type { AppPorts } from './app-ports.ts';
import { validationContext } from './validated-graph.ts';
import type { Viewer } from './viewer.ts';

/** What the validator says of a template, which is neither stored nor run. */
export function checkTemplate(
  ports: AppPorts,
  viewer: Viewer,
  given: { readonly graph: unknown; readonly parameters: unknown },
): CheckedTemplate {
  const { registry, validator } = ports;
  const context = validationContext(ports, viewer);
  return check(given, { registry, validate: (document) => validator.validate(document, context).result });
}

/** The same, with what it needs: that may still be provided, so it is no error yet. */
export function validateTemplate(
  ports: AppPorts,
  viewer: Viewer,
  {
    requirements,
    ...content
  }: { readonly graph: unknown; readonly parameters: unknown; readonly requirements?: Requirements },
): ValidationResult {
  const { result } = checkTemplate(ports, viewer, content);
  if (requirements === undefined) return result;
  const needs = { capabilities: ports.capabilities, ownerId: viewer.ownerId, severity: 'warning' } as const;
  return result.merge(new ValidationResult(missingRequirements(requirements, needs)));
}
