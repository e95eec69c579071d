import { v7 as newId } from 'uuid';
import { z } from 'zod';
import type { Definition } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { descriptionSchema, nameSchema, readInput, tagsSchema } from './read-input.ts';
import { validatedGraph } from './validated-graph.ts';
import type { Viewer } from './viewer.ts';

export interface CreateDefinitionInput {
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly isPublic: boolean;
  readonly graph: unknown;
}

export const definitionSchema = z.object({
  name: nameSchema,
  description: descriptionSchema.nullable(),
  tags: tagsSchema,
  isPublic: z.boolean(),
});

/** Saves a valid graph as the draft of a new definition. Nothing is published. */
export function createDefinition(
  ports: AppPorts,
  viewer: Viewer,
  input: CreateDefinitionInput,
): Promise<Definition> {
  return storeDefinition(ports, viewer, { ...input, templateId: null });
}

export async function storeDefinition(
  ports: AppPorts,
  viewer: Viewer,
  { graph, templateId, ...input }: CreateDefinitionInput & { readonly templateId: string | null },
): Promise<Definition> {
  const described = readInput(definitionSchema, input, 'definition');
  const draft = await validatedGraph(ports, viewer, graph);
  return ports.definitions.create({ id: newId(), ownerId: viewer.ownerId, ...described, draft, templateId });
}
