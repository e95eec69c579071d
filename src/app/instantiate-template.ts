import type { Json, JsonObject } from '../kernel/index.ts';
import { instantiateTemplate as instantiate, type TemplateContent } from '../templates/index.ts';
import { ValidationResult, workflowInvalid } from '../validation/index.ts';
import type { AppPorts } from './app-ports.ts';
import { contentOf, requireTemplate } from './get-template.ts';
import type { Viewer } from './viewer.ts';

/** The document that a template makes of these parameters. */
export async function instantiateTemplate(
  ports: AppPorts,
  viewer: Viewer,
  { templateId, parameters }: { readonly templateId: string; readonly parameters: JsonObject },
): Promise<Json> {
  return instantiated(ports, contentOf(await requireTemplate(ports, viewer, templateId)), parameters);
}

/** @throws AppError `template/parameters-invalid` */
export function instantiated(
  { registry }: AppPorts,
  content: TemplateContent,
  parameters: JsonObject,
): JsonObject {
  const result = instantiate(content, parameters, registry);
  if (result.ok) return result.value;
  throw workflowInvalid(new ValidationResult(result.error), 'template/parameters-invalid');
}
