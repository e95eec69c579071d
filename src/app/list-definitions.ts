import type { Definition, DefinitionFilter } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { shownTo } from './get-definition.ts';
import { type Connection, connectionOf, type PageInput, pageRequest } from './paging.ts';
import { requireStorable } from './read-input.ts';
import { readingAs, type Viewer } from './viewer.ts';

/** Of one owner: everything where it is oneself, or an administrator asks; else what he has published for everybody. */
export type DefinitionSource = 'own' | 'public' | 'any' | { readonly ownerId: string };

export interface ListDefinitionsInput {
  readonly filter: Omit<DefinitionFilter, 'from'> & { readonly from: DefinitionSource };
  readonly page: PageInput;
}

/** Newest first. Of somebody else's, what is published stands in the place of the draft. */
export async function listDefinitions(
  ports: AppPorts,
  viewer: Viewer,
  { filter, page }: ListDefinitionsInput,
): Promise<Connection<Definition>> {
  const request = pageRequest(page);
  const { from, ...described } = requireStorable(filter, 'filter');
  const { reader, source } = readAs(viewer, from);
  const found = await ports.definitions.list(reader.ownerId, { ...described, from: source }, request);
  return connectionOf({ ...found, items: await shownTo(ports, reader, found.items) });
}

interface Reading {
  readonly reader: Viewer;
  readonly source: DefinitionFilter['from'];
}

function readAs(viewer: Viewer, from: DefinitionSource): Reading {
  if (typeof from === 'string') return { reader: viewer, source: from };
  const reader = readingAs(viewer, from.ownerId);
  return reader ? { reader, source: 'own' } : { reader: viewer, source: { publicOf: from.ownerId } };
}
