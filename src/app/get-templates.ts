import type { StoredTemplate } from '../runtime/ports/template-store.ts';
import type { AppPorts } from './app-ports.ts';
import type { Viewer } from './viewer.ts';

/** In the order of the ids; null for what is not there, or not for the viewer to see. */
export async function getTemplates(
  { templates }: AppPorts,
  { ownerId }: Viewer,
  ids: readonly string[],
): Promise<readonly (StoredTemplate | null)[]> {
  const found = new Map((await templates.getMany(ownerId, ids)).map((one) => [one.id, one]));
  return ids.map((id) => found.get(id.toLowerCase()) ?? null);
}
