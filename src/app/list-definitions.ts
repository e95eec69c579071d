import type { Definition, DefinitionFilter } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { type Connection, connectionOf, type PageInput, pageRequest } from './paging.ts';
import { requireStorable } from './read-input.ts';
import type { Viewer } from './viewer.ts';

export interface ListDefinitionsInput {
  readonly filter: DefinitionFilter;
  readonly page: PageInput;
}

/** One's own, newest first. */
export async function listDefinitions(
  { definitions }: AppPorts,
  { ownerId }: Viewer,
  { filter, page }: ListDefinitionsInput,
): Promise<Connection<Definition>> {
  const request = pageRequest(page);
  return connectionOf(await definitions.list(ownerId, requireStorable(filter, 'filter'), request));
}
