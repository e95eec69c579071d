import type { Definition } from '../runtime/ports/definition-store.ts';
import type { AppPorts } from './app-ports.ts';
import { ownDefinitionNotFound } from './definition-errors.ts';
import type { Viewer } from './viewer.ts';

export interface ArchiveDefinitionInput {
  readonly id: string;
  /** False takes it out again. */
  readonly archived: boolean;
}

/** Puts a definition away: lists leave it out. It can be read, changed and run as before. */
export async function archiveDefinition(
  { definitions }: AppPorts,
  { ownerId }: Viewer,
  { id, archived }: ArchiveDefinitionInput,
): Promise<Definition> {
  const definition = await definitions.archive(ownerId, id, archived);
  if (definition) return definition;
  throw ownDefinitionNotFound(id);
}
