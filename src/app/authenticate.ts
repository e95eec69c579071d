import { AppError } from '../kernel/index.ts';
import { hashOfApiKey } from './api-key-text.ts';
import type { AppPorts } from './app-ports.ts';
import { localOwnerId, type Viewer } from './viewer.ts';

/** What a request brings to say who it is. */
export interface Credentials {
  /** The key's text as it came; null: none. */
  readonly apiKey: string | null;
  /** The request came over a loopback address. */
  readonly loopback: boolean;
}

/**
 * Says on whose behalf a request runs: the owner of its key; without one, the one local owner, as long as there is no
 * key at all and the request comes from this machine. A key that is not valid is refused from everywhere.
 */
export async function authenticate(
  { apiKeys }: AppPorts,
  { apiKey, loopback }: Credentials,
): Promise<Viewer> {
  if (apiKey === null) {
    if (!loopback || (await apiKeys.exists())) throw unauthenticated('it brings no API key');
    return { ownerId: localOwnerId, role: 'admin' };
  }
  const hash = hashOfApiKey(apiKey);
  const key = hash === null ? null : await apiKeys.findByHash(hash);
  if (!key || key.revokedAt !== null) throw unauthenticated('its API key is unknown or revoked');
  return { ownerId: key.ownerId, role: key.role };
}

function unauthenticated(why: string): AppError {
  return new AppError('unauthenticated', `the request is refused: ${why}; send a valid one`);
}
