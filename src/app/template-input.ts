import { z } from 'zod';
import { AppError } from '../kernel/index.ts';
import { type TemplateRequirements, templateCategories } from '../runtime/ports/template-store.ts';
import type { GivenTemplate, TemplateContent } from '../templates/index.ts';
import { workflowInvalid } from '../validation/index.ts';
import type { AppPorts } from './app-ports.ts';
import { checkTemplate } from './check-template.ts';
import { descriptionSchema, keySchema, nameSchema, tagsSchema } from './read-input.ts';
import type { Viewer } from './viewer.ts';

export const nothingRequired: TemplateRequirements = { tools: [], models: [], documents: [] };

const names = z.array(keySchema).max(50).readonly();

/** What people say about a template. */
export const templateSchema = z.object({
  name: nameSchema,
  description: descriptionSchema.min(1),
  category: z.enum(templateCategories),
  tags: tagsSchema,
  isPublic: z.boolean(),
  requirements: z.object({
    tools: names,
    models: z
      .array(keySchema.regex(/^[^/]+\/.+$/, 'must have a slash between its provider and its name'))
      .max(50)
      .readonly(),
    documents: names,
  }),
});

/**
 * A template's graph and parameters, where they may be stored.
 * @param id of the template that they are to be; null: a new one, which nothing can name
 * @throws AppError `workflow/invalid`
 */
export async function validContent(
  ports: AppPorts,
  viewer: Viewer,
  given: GivenTemplate,
  id: string | null = null,
): Promise<TemplateContent> {
  const storedAs = id === null ? null : ({ kind: 'template', id } as const);
  const { template, result } = await checkTemplate(ports, viewer, given, storedAs);
  if (template !== null) return template;
  throw workflowInvalid(result);
}

/** @throws AppError `template/not-found` for one that the viewer does not see */
export async function requireBase({ templates }: AppPorts, { ownerId }: Viewer, id: string): Promise<void> {
  if (await templates.get(ownerId, id)) return;
  throw new AppError('template/not-found', `there is no template ${id.slice(0, 100)} to base it on`);
}
