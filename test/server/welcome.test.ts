import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../src/server/config.ts';
import { createApiKey } from '../../src/server/create-api-key.ts';
import { startServer } from '../../src/server/start-server.ts';
import { welcome } from '../../src/server/welcome.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { silentLog } from '../support/silent-log.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

const configured = () => readConfig({ DATABASE_URL: database.url, PORT: '0' });

async function welcomed(): Promise<string> {
  const server = await startServer(configured(), silentLog);
  try {
    return welcome(server);
  } finally {
    await server.close();
  }
}

it('the welcome says where an API key goes, once there are keys', async () => {
  expect(await welcomed()).not.toContain('key');
  const context = { config: configured(), log: silentLog, leaving: new AbortController().signal };
  await createApiKey(context, { name: 'first', role: 'admin', ownerId: null });
  expect(await welcomed()).toContain(
    'Requests need an API key: in GraphiQL, { "authorization": "Bearer chatter_…" } under Headers.\n',
  );
});
