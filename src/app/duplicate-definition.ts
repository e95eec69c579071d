import type { Definition } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { storeDefinition } from './create-definition.ts';
import { definitionNotFound } from './definition-errors.ts';
import { getDefinition } from './get-definition.ts';
import { nameOfCopy } from './name-of-copy.ts';
import type { Viewer } from './viewer.ts';

export interface DuplicateDefinitionInput {
  readonly id: string;
  /** Null: that of the original, with a word that says it is a copy. */
  readonly name: string | null;
}

/**
 * Saves the draft of a definition, or what is published of somebody else's, as the draft of a new one. The copy is
 * private, and nothing of it is published.
 */
export async function duplicateDefinition(
  ports: AppPorts,
  viewer: Viewer,
  { id, name }: DuplicateDefinitionInput,
): Promise<Definition> {
  const original = await getDefinition(ports, viewer, id);
  if (original === null) throw definitionNotFound(id);
  return storeDefinition(ports, viewer, {
    name: name ?? nameOfCopy(original.name),
    description: original.description,
    tags: original.tags,
    isPublic: false,
    graph: original.draft,
    templateId: original.templateId,
  });
}
