import { v7 as newId } from 'uuid';
import type { StoredTemplate } from '../runtime/ports/template-store.ts';
import type { AppPorts } from './app-ports.ts';
import { contentOf, requireTemplate } from './get-template.ts';
import { nameOfCopy } from './name-of-copy.ts';
import { readInput } from './read-input.ts';
import { templateSchema, validContent } from './template-input.ts';
import type { Viewer } from './viewer.ts';

export interface DuplicateTemplateInput {
  readonly templateId: string;
  /** Null: the name of the other, with "(copy)". */
  readonly name: string | null;
}

/** A private template of one's own with the content of one that one may see. */
export async function duplicateTemplate(
  ports: AppPorts,
  viewer: Viewer,
  { templateId, name }: DuplicateTemplateInput,
): Promise<StoredTemplate> {
  const base = await requireTemplate(ports, viewer, templateId);
  const { description, category, tags, requirements } = base;
  const described = readInput(
    templateSchema,
    { name: name ?? nameOfCopy(base.name), description, category, tags, requirements, isPublic: false },
    'template',
  );
  return ports.templates.create({
    id: newId(),
    ownerId: viewer.ownerId,
    ...described,
    ...(await validContent(ports, viewer, contentOf(base))),
    baseTemplateId: base.id,
  });
}
