import { z } from 'zod';
import type { Definition } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { revised } from './definition-errors.ts';
import { descriptionSchema, nameSchema, readInput, tagsSchema } from './read-input.ts';
import { validatedGraph } from './validated-graph.ts';
import type { Viewer } from './viewer.ts';

export interface UpdateDefinitionInput {
  readonly id: string;
  /** The revision that the change was made from. */
  readonly expectedVersion: number;
  /** What is absent stays as it is. */
  readonly changes: {
    readonly name?: string;
    readonly description?: string | null;
    readonly tags?: readonly string[];
    readonly isPublic?: boolean;
    readonly graph?: unknown;
  };
}

const schema = z.object({
  name: nameSchema.exactOptional(),
  description: descriptionSchema.nullable().exactOptional(),
  tags: tagsSchema.exactOptional(),
  isPublic: z.boolean().exactOptional(),
});

/** Changes the draft, where nobody has changed it since the caller read it. Published versions stay as they are. */
export async function updateDefinition(
  ports: AppPorts,
  viewer: Viewer,
  { id, expectedVersion, changes: { graph, ...described } }: UpdateDefinitionInput,
): Promise<Definition> {
  const changes = {
    ...readInput(schema, described, 'definition'),
    ...(graph === undefined ? {} : { draft: await validatedGraph(ports, viewer, graph) }),
  };
  return revised(await ports.definitions.update(viewer.ownerId, id, expectedVersion, changes), id);
}
