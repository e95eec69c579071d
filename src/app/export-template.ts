import type { JsonObject } from '../kernel/index.ts';
import { writeTemplateFile } from '../templates/index.ts';
import type { AppPorts } from './app-ports.ts';
import { contentOf, requireTemplate } from './get-template.ts';
import type { Viewer } from './viewer.ts';

/** A template that one may see, as a file: always the same for the same template. */
export async function exportTemplate(
  ports: AppPorts,
  viewer: Viewer,
  templateId: string,
): Promise<JsonObject> {
  const template = await requireTemplate(ports, viewer, templateId);
  return writeTemplateFile({ ...template, ...contentOf(template) });
}
