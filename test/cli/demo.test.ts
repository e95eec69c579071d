import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../../src/cli/api-client.ts';
import { runDemo } from '../../src/cli/run-demo.ts';
import { readConfig } from '../../src/server/config.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { silentLog } from '../support/silent-log.ts';

let database: TestDatabase;
let server: RunningServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startServer(readConfig({ DATABASE_URL: database.url, PORT: '0' }), silentLog);
});

afterAll(async () => {
  await server.close();
  await database.drop();
});

it('the demo shows both ways through the support workflow, as their events arrive', async () => {
  const printed: string[] = [];
  await runDemo(new ApiClient(server.url), (text) => printed.push(text));
  const text = printed.join('');
  expect(text).toContain('[urgent → false]');
  expect(text).toContain('[urgent → true]');
  expect(text).toContain('calm: I am sorry that this happened.');
  expect(text).toContain('Escalated. You wrote: My order arrived broken!. We will come back to you today.');
  expect(text.match(/completed: /g)).toHaveLength(2);
});
