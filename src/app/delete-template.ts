import type { AppPorts } from './app-ports.ts';
import { ownTemplateNotFound } from './template-errors.ts';
import type { Viewer } from './viewer.ts';

/** Deletes one's own template. What was executed of it stays, and what runs of it goes on. */
export async function deleteTemplate(
  { templates }: AppPorts,
  { ownerId }: Viewer,
  id: string,
): Promise<void> {
  if (!(await templates.delete(ownerId, id))) throw ownTemplateNotFound(id);
}
