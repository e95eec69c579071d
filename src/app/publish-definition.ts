import { hashGraph } from '../graph/index.ts';
import type { DefinitionVersion } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { definitionConflict, revised } from './definition-errors.ts';
import { ownDefinition } from './get-definition.ts';
import { descriptionSchema, readInput } from './read-input.ts';
import { validatedGraph } from './validated-graph.ts';
import type { Viewer } from './viewer.ts';

export interface PublishDefinitionInput {
  readonly id: string;
  /** The revision that the publisher has seen; null: whatever the draft is now. */
  readonly expectedVersion: number | null;
  /** What is new in it. */
  readonly changelog?: string;
}

/** Makes the draft the next version, which never changes; the published one again where both run the same. */
export async function publishDefinition(
  ports: AppPorts,
  viewer: Viewer,
  { id, expectedVersion, changelog: words }: PublishDefinitionInput,
): Promise<DefinitionVersion> {
  const changelog = words === undefined ? null : readInput(descriptionSchema, words, 'changelog');
  const { draft, revision } = await ownDefinition(ports, viewer, id);
  const graph = await validatedGraph(ports, viewer, draft, { kind: 'definition', id });
  const published = { graph, hash: hashGraph(graph), changelog };
  const from = expectedVersion ?? revision;
  // The store refuses a revision that is past, but one that is yet to come could be there by then, with another draft.
  if (from > revision) throw definitionConflict(id, { revision, base: null, current: draft });
  const { definitions } = ports;
  return revised(await definitions.publish(viewer.ownerId, id, from, published), id);
}
