import type { Definition, DefinitionVersion } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import type { Viewer } from './viewer.ts';

/** One's own; or somebody else's public one, with what is published in the place of the draft. */
export async function getDefinition(
  { definitions }: AppPorts,
  { ownerId }: Viewer,
  id: string,
): Promise<Definition | null> {
  const definition = await definitions.get(ownerId, id);
  if (definition === null || definition.ownerId === ownerId) return definition;
  const { publishedVersion } = definition;
  const published =
    publishedVersion === null ? null : await definitions.version(ownerId, id, publishedVersion);
  return published && { ...definition, draft: published.graph };
}

export function getDefinitionVersion(
  { definitions }: AppPorts,
  { ownerId }: Viewer,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<DefinitionVersion | null> {
  return definitions.version(ownerId, id, version);
}
