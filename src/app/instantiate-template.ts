import { AppError, type Json, type JsonObject } from '../kernel/index.ts';
import type { StoredTemplate } from '../runtime/ports/template-store.ts';
import {
  contentOfLegacy,
  instantiateTemplate as instantiate,
  type TemplateContent,
} from '../templates/index.ts';
import { ValidationResult, workflowInvalid } from '../validation/index.ts';
import type { AppPorts } from './app-ports.ts';
import type { Viewer } from './viewer.ts';

/** The document that a template makes of these parameters. */
export async function instantiateTemplate(
  ports: AppPorts,
  viewer: Viewer,
  { templateId, parameters }: { readonly templateId: string; readonly parameters: JsonObject },
): Promise<Json> {
  return instantiated(ports, contentOf(await findTemplate(ports, viewer, templateId)), parameters);
}

/** @throws AppError `template/not-found` */
export async function findTemplate(
  { templates }: AppPorts,
  { ownerId }: Viewer,
  id: string,
): Promise<StoredTemplate> {
  const template = await templates.get(ownerId, id);
  if (template) return template;
  throw templateNotFound(id);
}

export function templateNotFound(id: string): AppError {
  return new AppError('template/not-found', `there is no template ${id.slice(0, 100)}`);
}

/** Of one that only its owner may change or delete. */
export function ownTemplateNotFound(id: string): AppError {
  const message = `there is no template ${id.slice(0, 100)} of yours: what others share can be copied, and the copy changed`;
  return new AppError('template/not-found', message);
}

/** @throws AppError `workflow/unsupported` for a template of the former system that needs more than there is */
export function contentOf({ graph, parameters, legacy }: StoredTemplate): TemplateContent {
  return graph === null ? contentOfLegacy(legacy) : { graph, parameters };
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
