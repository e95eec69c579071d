import { hashGraph } from '../graph/index.ts';
import type { DefinitionVersion } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { definitionNotFound, revised } from './definition-errors.ts';
import { validatedGraph } from './validated-graph.ts';
import type { Viewer } from './viewer.ts';

export interface PublishDefinitionInput {
  readonly id: string;
  /** The revision that the publisher has seen; null: whatever the draft is now. */
  readonly expectedVersion: number | null;
}

/** Makes the draft the next version, which never changes; the published one again where both run the same. */
export async function publishDefinition(
  ports: AppPorts,
  viewer: Viewer,
  { id, expectedVersion }: PublishDefinitionInput,
): Promise<DefinitionVersion> {
  const { ownerId } = viewer;
  const definition = await ports.definitions.get(ownerId, id);
  if (definition?.ownerId !== ownerId) throw definitionNotFound(id);
  const { revision, draft } = definition;
  if (expectedVersion !== null && expectedVersion !== revision) {
    return revised({ status: 'conflict', revision }, id);
  }
  const graph = await validatedGraph(ports, viewer, draft);
  const published = { graph, hash: hashGraph(graph) };
  return revised(await ports.definitions.publish(ownerId, id, revision, published), id);
}
