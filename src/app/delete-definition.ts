import type { AppPorts } from './app-ports.ts';
import { ownDefinitionNotFound } from './definition-errors.ts';
import type { Viewer } from './viewer.ts';

/** Removes a definition with its versions. Executions of it stay, and those that run go on. */
export async function deleteDefinition(ports: AppPorts, { ownerId }: Viewer, id: string): Promise<void> {
  if (!(await ports.definitions.delete(ownerId, id))) throw ownDefinitionNotFound(id);
}
