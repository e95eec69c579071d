import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ended, startCommand } from '../support/command.ts';
import { openTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

function create(...args: readonly string[]): Promise<Ended> {
  return startCommand('create-api-key', args, { DATABASE_URL: server.database.url }).ended;
}

const viewerOf = (key: string) =>
  server.ask('{ viewer { ownerId role } }', {}, { authorization: `Bearer ${key}` });

it('api-keys:create makes the keys of a server that has none, beginning with one of an administrator', async () => {
  const owner = '01a21fef-0000-7000-8000-00000000000a';
  expect(await create('--name', 'app', '--role', 'user')).toMatchObject({
    code: 1,
    text: expect.stringContaining('(api-key/last-admin)'),
  });
  const local = (await server.ask('{ viewer { ownerId } }')).data.viewer.ownerId;
  const first = await create('--name', 'operations');
  expect(first).toEqual({ code: 0, text: expect.stringMatching(/^chatter_\S{43}\n$/) });
  expect((await server.ask('{ viewer { ownerId } }')).status).toBe(401);
  expect((await viewerOf(first.text.trim())).data.viewer).toEqual({ ownerId: local, role: 'ADMIN' });
  const second = await create('--name', 'app', '--role', 'user', '--owner', owner);
  expect((await viewerOf(second.text.trim())).data.viewer).toEqual({ ownerId: owner, role: 'USER' });
  expect(await create('--name', 'app', '--owner', 'me')).toMatchObject({
    code: 1,
    text: expect.stringContaining('(input/invalid)'),
  });
});
