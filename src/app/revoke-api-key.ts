import { AppError } from '../kernel/index.ts';
import type { ApiKey, ApiKeyScope } from '../runtime/ports/api-key-store.ts';
import type { AppPorts } from './app-ports.ts';
import type { Viewer } from './viewer.ts';

/** Makes a key worthless, from the next request on. Revoking it again changes nothing. */
export async function revokeApiKey({ apiKeys }: AppPorts, viewer: Viewer, id: string): Promise<ApiKey> {
  const revocation = await apiKeys.revoke(apiKeyScope(viewer), id);
  if (revocation === 'absent') {
    throw new AppError('api-key/not-found', `there is no API key ${id.slice(0, 100)}`);
  }
  if (revocation === 'last-admin') {
    throw new AppError(
      'api-key/last-admin',
      `API key ${id} is the last of an administrator: make another one before you revoke it`,
    );
  }
  return revocation;
}

/** Whose keys a viewer may see and revoke. */
export function apiKeyScope({ ownerId, role }: Viewer): ApiKeyScope {
  return role === 'admin' ? 'all' : { ownerId };
}
