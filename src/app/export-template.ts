import type { JsonObject } from '../kernel/index.ts';
import { writeTemplateFile } from '../templates/index.ts';
import type { AppPorts } from './app-ports.ts';
import { contentOf } from './get-template.ts';
import type { Viewer } from './viewer.ts';

/**
 * A template that one may see, as a file: always the same for the same template. Null where there is none.
 * @throws AppError `workflow/unsupported`
 */
export async function exportTemplate(
  { templates }: AppPorts,
  { ownerId }: Viewer,
  templateId: string,
): Promise<JsonObject | null> {
  const template = await templates.get(ownerId, templateId);
  return template && writeTemplateFile({ ...template, ...contentOf(template) });
}
