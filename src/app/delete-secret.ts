import { AppError } from '../kernel/index.ts';
import type { AppPorts } from './app-ports.ts';
import type { Viewer } from './viewer.ts';

/** Forgets a secret. What sends it fails from now on. */
export async function deleteSecret({ secrets }: AppPorts, viewer: Viewer, name: string): Promise<void> {
  if (await secrets.delete(viewer.ownerId, name)) return;
  throw new AppError(
    'secret/not-found',
    `there is no secret "${name.slice(0, 200)}": list them with secrets`,
  );
}
