import type { StoredTemplate } from '../runtime/ports/template-store.ts';
import { contentOfLegacy, type TemplateContent } from '../templates/index.ts';
import type { AppPorts } from './app-ports.ts';
import { inOrder } from './in-order.ts';
import { templateNotFound } from './template-errors.ts';
import type { Viewer } from './viewer.ts';

/** In the order of the ids; null for what is not there, or not for the viewer to see. */
export async function getTemplates(
  { templates }: AppPorts,
  { ownerId }: Viewer,
  ids: readonly string[],
): Promise<readonly (StoredTemplate | null)[]> {
  return inOrder(ids, await templates.getMany(ownerId, ids));
}

/** One that the viewer may see. @throws AppError `template/not-found` */
export async function requireTemplate(
  { templates }: AppPorts,
  { ownerId }: Viewer,
  id: string,
): Promise<StoredTemplate> {
  const template = await templates.get(ownerId, id);
  if (template) return template;
  throw templateNotFound(id);
}

/** @throws AppError `workflow/unsupported` for a template of the former system that needs more than there is */
export function contentOf({ graph, parameters, legacy }: StoredTemplate): TemplateContent {
  return graph === null ? contentOfLegacy(legacy) : { graph, parameters };
}
