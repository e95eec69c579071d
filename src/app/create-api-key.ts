import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { AppError } from '../kernel/index.ts';
import type { ApiKey, ViewerRole } from '../runtime/ports/api-key-store.ts';
import { hashOfApiKey, newApiKeyText } from './api-key-text.ts';
import type { AppPorts } from './app-ports.ts';
import { nameSchema, readInput } from './read-input.ts';
import { requireAdmin, type Viewer } from './viewer.ts';

export interface CreateApiKeyInput {
  readonly name: string;
  readonly role: ViewerRole;
  /** For whom, if not for oneself: administrators only. */
  readonly ownerId: string | null;
}

export interface CreatedApiKey {
  readonly apiKey: ApiKey;
  /** The key itself. It is kept nowhere. */
  readonly key: string;
}

const schema = z.object({
  name: nameSchema,
  role: z.enum(['admin', 'user']),
  ownerId: z.uuid().toLowerCase().nullable(),
});

/** Makes a key. From the first one on, every request needs one. */
export async function createApiKey(
  { apiKeys }: Pick<AppPorts, 'apiKeys'>,
  viewer: Viewer,
  input: CreateApiKeyInput,
): Promise<CreatedApiKey> {
  const { name, role, ownerId } = readInput(schema, input, 'apiKey');
  if (ownerId !== null && ownerId !== viewer.ownerId) requireAdmin(viewer, 'make keys for others');
  if (role === 'admin') requireAdmin(viewer, 'make keys of administrators');
  else if (!(await apiKeys.exists())) throw firstMustAdminister();
  const key = newApiKeyText();
  const hash = hashOfApiKey(key) ?? '';
  const apiKey = await apiKeys.create({ id: newId(), ownerId: ownerId ?? viewer.ownerId, name, role, hash });
  return { apiKey, key };
}

function firstMustAdminister(): AppError {
  return new AppError(
    'api-key/last-admin',
    'the first key must have the role admin: from then on every request needs a key, and nobody else could make one',
  );
}
