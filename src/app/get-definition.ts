import type {
  Definition,
  DefinitionVersion,
  VersionPlace,
  VersionSummary,
} from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { ownDefinitionNotFound } from './definition-errors.ts';
import { inOrder } from './in-order.ts';
import type { Viewer } from './viewer.ts';

/** One's own; or somebody else's public one, with what is published in the place of the draft. */
export async function getDefinition(ports: AppPorts, viewer: Viewer, id: string): Promise<Definition | null> {
  const [definition] = await getDefinitions(ports, viewer, [id]);
  return definition ?? null;
}

/** In the order of the ids; null for what is not there, or not for the viewer to see. */
export async function getDefinitions(
  ports: AppPorts,
  viewer: Viewer,
  ids: readonly string[],
): Promise<readonly (Definition | null)[]> {
  const found = await ports.definitions.getMany(viewer.ownerId, ids);
  return inOrder(ids, await shownTo(ports, viewer, found));
}

/** Nobody sees somebody else's draft: what is published stands in its place, and without that there is nothing. */
export async function shownTo(
  { definitions }: AppPorts,
  { ownerId }: Viewer,
  found: readonly Definition[],
): Promise<readonly Definition[]> {
  const places = found.flatMap(({ id, ownerId: owner, publishedVersion: version }) =>
    owner === ownerId || version === null ? [] : [{ definitionId: id, version }],
  );
  const published = new Map(
    (await definitions.versionsAt(places)).map(({ definitionId, graph }) => [definitionId, graph]),
  );
  return found.flatMap((definition) => {
    if (definition.ownerId === ownerId) return [definition];
    const draft = published.get(definition.id);
    return draft === undefined ? [] : [{ ...definition, draft }];
  });
}

/** One's own. @throws AppError `definition/not-found` */
export async function ownDefinition(
  { definitions }: AppPorts,
  { ownerId }: Viewer,
  id: string,
): Promise<Definition> {
  const definition = await definitions.get(ownerId, id);
  if (definition?.ownerId === ownerId) return definition;
  throw ownDefinitionNotFound(id);
}

/** Of each of the definitions that were shown to the viewer, in the order of the ids: its versions, newest first. */
export async function listVersionsOfMany(
  { definitions }: AppPorts,
  { ownerId }: Viewer,
  ids: readonly string[],
): Promise<readonly (readonly VersionSummary[])[]> {
  const versions = await definitions.versions(ownerId, ids);
  const byDefinition = Map.groupBy(versions, ({ definitionId }) => definitionId);
  return ids.map((id) => byDefinition.get(id.toLowerCase()) ?? []);
}

/** In the order of the places; null for what is not there, or not for the viewer to see. */
export async function getVersions(
  { definitions }: AppPorts,
  { ownerId }: Viewer,
  places: readonly VersionPlace[],
): Promise<readonly (DefinitionVersion | null)[]> {
  const ids = [...new Set(places.map(({ definitionId }) => definitionId))];
  const visible = new Set((await definitions.getMany(ownerId, ids)).map(({ id }) => id));
  const found = await definitions.versionsAt(places.filter(({ definitionId }) => visible.has(definitionId)));
  const keyOf = ({ definitionId, version }: VersionPlace) => `${definitionId} ${version}`;
  const versions = new Map(found.map((one) => [keyOf(one), one]));
  return places.map((place) => versions.get(keyOf(place)) ?? null);
}
