import { v7 as newId } from 'uuid';
import type { ImportFinding } from '../graph/index.ts';
import type { Json } from '../kernel/index.ts';
import type { StoredTemplate } from '../runtime/ports/template-store.ts';
import { readTemplateFile, type TemplateDescription } from '../templates/index.ts';
import type { AppPorts } from './app-ports.ts';
import { readInput } from './read-input.ts';
import { requireValid } from './require-valid.ts';
import { changed } from './template-errors.ts';
import { templateSchema, validContent } from './template-input.ts';
import type { Viewer } from './viewer.ts';

export interface ImportTemplateInput {
  /** What `exportTemplate` gave, or the former system; as JSON, or as its text. */
  readonly file: Json;
  /** Null: the one in the file. */
  readonly overrideName: string | null;
  /** Changes one's own template of this name, where there is one, instead of adding another. */
  readonly merge: boolean;
}

export interface ImportedTemplate {
  readonly template: StoredTemplate;
  /** One's own template was changed; false: one was added. */
  readonly merged: boolean;
  /** What was changed or left out on the way. */
  readonly report: readonly ImportFinding[];
}

/** Saves what a file holds as a private template of one's own. All of it, or nothing. */
export async function importTemplate(
  ports: AppPorts,
  viewer: Viewer,
  { file, overrideName, merge }: ImportTemplateInput,
): Promise<ImportedTemplate> {
  const { template, report } = requireValid(readTemplateFile(file));
  const described = describedBy(template, overrideName);
  const existing = merge ? await ports.templates.findOwn(viewer.ownerId, described.name) : null;
  const content = { ...described, ...(await validContent(ports, viewer, template, existing?.id)) };
  if (existing) {
    const { id, ownerId, version } = existing;
    const template = changed(await ports.templates.update(ownerId, id, version, content), id);
    return { template, merged: true, report };
  }
  const { ownerId } = viewer;
  const added = { id: newId(), ownerId, ...content, isPublic: false, baseTemplateId: null };
  return { template: await ports.templates.create(added), merged: false, report };
}

function describedBy(template: TemplateDescription, overrideName: string | null) {
  const { name, description, category, tags, requirements } = template;
  // Sharing is said by who owns a template, never by a file.
  const given = { name: overrideName ?? name, description, category, tags, requirements, isPublic: false };
  const { isPublic: _, ...described } = readInput(templateSchema, given, 'template');
  return described;
}
