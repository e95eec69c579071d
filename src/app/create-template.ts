import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { AppError, type JsonObject } from '../kernel/index.ts';
import { type StoredTemplate, templateCategories } from '../runtime/ports/template-store.ts';
import { checkTemplate } from '../templates/index.ts';
import type { AppPorts } from './app-ports.ts';
import { descriptionSchema, nameSchema, readInput, tagsSchema } from './read-input.ts';
import type { Viewer } from './viewer.ts';
import { workflowInvalid } from './workflow-invalid.ts';

export interface CreateTemplateInput {
  readonly name: string;
  readonly description: string;
  /** One of `templateCategories`; null: custom. */
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly isPublic: boolean;
  readonly graph: unknown;
  /** JSON Schema of the parameters; null: it has none. */
  readonly parameters: JsonObject | null;
  /** The template that this one was made from. */
  readonly baseTemplateId: string | null;
}

const schema = z.object({
  name: nameSchema,
  description: descriptionSchema.min(1),
  category: z.enum(templateCategories),
  tags: tagsSchema,
  isPublic: z.boolean(),
});

/** Saves a template whose graph is valid with example values of its parameters. */
export async function createTemplate(
  ports: AppPorts,
  { ownerId }: Viewer,
  { graph, parameters, baseTemplateId, category, ...input }: CreateTemplateInput,
): Promise<StoredTemplate> {
  const described = readInput(schema, { ...input, category: category ?? 'custom' }, 'template');
  const check = { registry: ports.registry, validate: (one: unknown) => ports.validator.validate(one) };
  const content = checkTemplate({ graph, parameters: parameters ?? {} }, check);
  if (!content.ok) throw workflowInvalid(content.error);
  if (baseTemplateId !== null && !(await ports.templates.get(ownerId, baseTemplateId))) {
    throw new AppError(
      'template/not-found',
      `there is no template ${baseTemplateId.slice(0, 100)} to base it on`,
    );
  }
  return ports.templates.create({ id: newId(), ownerId, ...described, ...content.value, baseTemplateId });
}
