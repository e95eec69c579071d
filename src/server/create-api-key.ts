import { type CreateApiKeyInput, createApiKey as create, localOwnerId } from '../app/index.ts';
import { migrateDatabase, openApiKeys } from '../persistence/index.ts';
import { type CommandContext, withConfiguredDatabase } from './configured-database.ts';

/**
 * Makes an API key without a server: the first one, or another where nobody has one any more. Servers that run know it at
 * once. Who has the database is an administrator, and the local owner where he names nobody else.
 *
 * @returns the key, which is kept nowhere
 * @throws AppError `database/…`; `input/invalid`, `api-key/last-admin` where the first one would not be an administrator's
 */
export function createApiKey(context: CommandContext, input: CreateApiKeyInput): Promise<string> {
  return withConfiguredDatabase(context, async (url) => {
    await migrateDatabase(url);
    const { apiKeys, close } = await openApiKeys(url, context.log);
    const created = create({ apiKeys }, { ownerId: localOwnerId, role: 'admin' }, input);
    return (await created.finally(close)).key;
  });
}
