import type { Definition } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { revised, versionNotFound } from './definition-errors.ts';
import { ownDefinition } from './get-definition.ts';
import { validatedGraph } from './validated-graph.ts';
import type { Viewer } from './viewer.ts';

export interface RestoreDefinitionVersionInput {
  readonly id: string;
  readonly version: number;
  /** The revision that the caller has seen; null: whatever the draft is now. */
  readonly expectedVersion: number | null;
}

/** Makes what was published once the draft again. Nothing is published by it, and nothing that runs changes. */
export async function restoreDefinitionVersion(
  ports: AppPorts,
  viewer: Viewer,
  { id, version, expectedVersion }: RestoreDefinitionVersionInput,
): Promise<Definition> {
  const { revision } = await ownDefinition(ports, viewer, id);
  const published = await ports.definitions.version(viewer.ownerId, id, version);
  if (published === null) throw versionNotFound(id, version);
  // It was valid then: but kinds of node, models and workflows that it names may be gone.
  const draft = await validatedGraph(ports, viewer, published.graph);
  const from = expectedVersion ?? revision;
  return revised(await ports.definitions.update(viewer.ownerId, id, from, { draft }), id);
}
