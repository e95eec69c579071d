import type { Definition, DefinitionFilter } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { shownTo } from './get-definition.ts';
import { type Connection, connectionOf, type PageInput, pageRequest } from './paging.ts';
import { requireStorable } from './read-input.ts';
import type { Viewer } from './viewer.ts';

export interface ListDefinitionsInput {
  readonly filter: DefinitionFilter;
  readonly page: PageInput;
}

/** Newest first. Of somebody else's, what is published stands in the place of the draft. */
export async function listDefinitions(
  ports: AppPorts,
  viewer: Viewer,
  { filter, page }: ListDefinitionsInput,
): Promise<Connection<Definition>> {
  const request = pageRequest(page);
  const found = await ports.definitions.list(viewer.ownerId, requireStorable(filter, 'filter'), request);
  return connectionOf({ ...found, items: await shownTo(ports, viewer, found.items) });
}
