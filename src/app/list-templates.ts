import type { StoredTemplate, TemplateFilter } from '../runtime/ports/template-store.ts';
import type { AppPorts } from './app-ports.ts';
import { type Connection, connectionOf, type PageInput, pageRequest } from './paging.ts';
import { requireStorable } from './read-input.ts';
import type { Viewer } from './viewer.ts';

export interface ListTemplatesInput {
  readonly filter: TemplateFilter;
  readonly page: PageInput;
}

/** One's own, public and built-in ones, newest first. */
export async function listTemplates(
  { templates }: AppPorts,
  { ownerId }: Viewer,
  { filter, page }: ListTemplatesInput,
): Promise<Connection<StoredTemplate>> {
  const request = pageRequest(page);
  return connectionOf(await templates.list(ownerId, requireStorable(filter, 'filter'), request));
}
