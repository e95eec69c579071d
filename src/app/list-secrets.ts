import type { StoredSecret } from '../runtime/ports/secret-store.ts';
import type { AppPorts } from './app-ports.ts';
import { type Connection, connectionOf, type PageInput, pageRequest } from './paging.ts';
import type { Viewer } from './viewer.ts';

/** One's own secrets, newest first: their names and times. */
export async function listSecrets(
  { secrets }: AppPorts,
  viewer: Viewer,
  page: PageInput,
): Promise<Connection<StoredSecret>> {
  return connectionOf(await secrets.list(viewer.ownerId, pageRequest(page)));
}
