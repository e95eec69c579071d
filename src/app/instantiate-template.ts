import type { Json, JsonObject } from '../kernel/index.ts';
import { instantiateTemplate as instantiate, type TemplateContent } from '../templates/index.ts';
import type { AppPorts } from './app-ports.ts';
import { contentOf, requireTemplate } from './get-template.ts';
import { requireValid } from './require-valid.ts';
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
  return requireValid(instantiate(content, parameters, registry), 'template/parameters-invalid');
}
