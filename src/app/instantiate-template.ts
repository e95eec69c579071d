import type { JsonObject } from '../kernel/index.ts';
import type { StoredTemplate } from '../runtime/ports/template-store.ts';
import { instantiateTemplate as instantiate, type TemplateContent } from '../templates/index.ts';
import type { AppPorts } from './app-ports.ts';
import { contentOf } from './get-template.ts';
import { requireValid } from './require-valid.ts';

/** The document that these parameters make of a template that the viewer was shown. */
export function instantiateTemplate(
  ports: AppPorts,
  template: StoredTemplate,
  parameters: JsonObject,
): JsonObject {
  return instantiated(ports, contentOf(template), parameters);
}

/** @throws AppError `template/parameters-invalid` */
export function instantiated(
  { registry }: AppPorts,
  content: TemplateContent,
  parameters: JsonObject,
): JsonObject {
  return requireValid(instantiate(content, parameters, registry), 'template/parameters-invalid');
}
