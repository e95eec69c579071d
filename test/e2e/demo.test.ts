import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFreePort } from '../../src/persistence/embedded/cluster-access.ts';
import { findProcess } from '../../src/persistence/embedded/processes.ts';
import { readConfig } from '../../src/server/config.ts';
import { startServer } from '../../src/server/start-server.ts';
import { type RunningCommand, startCommand } from '../support/command.ts';
import { discardEmbedded } from '../support/database-discard.ts';
import { silentLog } from '../support/silent-log.ts';

let parent: string;
let folder: string;
let port: number;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'chatter demo '));
  folder = join(parent, 'data folder');
  port = await findFreePort();
});

afterAll(async () => {
  await discardEmbedded(folder);
  await rm(parent, { recursive: true, force: true });
});

function startDemo(environment: Readonly<Record<string, string>> = {}): RunningCommand {
  return startCommand('demo', [], { CHATTER_DATA_DIR: folder, PORT: String(port), ...environment });
}

/** Once its first execution runs: the process of its database. */
async function databaseOf(demo: RunningCommand): Promise<number> {
  for await (const line of createInterface({ input: demo.stdout })) if (line.startsWith('Customer')) break;
  const [pid] = (await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n');
  expect(await findProcess(Number(pid))).toBeDefined();
  return Number(pid);
}

async function createKey(url: string): Promise<string> {
  const query =
    'mutation { createApiKey(input: { name: "Operator", role: ADMIN }) { ... on CreateApiKeySuccess { key } } }';
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { data: { createApiKey: { key: string } } }).data.createApiKey.key;
}

it('Ctrl-C in the middle of the demo ends its server and its database', async () => {
  const demo = startDemo();
  const pid = await databaseOf(demo);
  demo.process.kill('SIGINT');
  const { code, text } = await demo.ended;
  expect(code).toBe(130);
  expect(text.endsWith('The demo was stopped by Ctrl-C (SIGINT).\n')).toBe(true);
  expect(await findProcess(pid)).toBeUndefined();
});

it('the demo ends its server and its database where nobody reads on, as after head', async () => {
  const demo = startDemo();
  const pid = await databaseOf(demo);
  demo.stdout.destroy();
  expect((await demo.ended).code).toBe(141);
  expect(await findProcess(pid)).toBeUndefined();
});

it('the demo says so in one line where the server that it uses is stopped', async () => {
  const server = await startServer(readConfig({ CHATTER_DATA_DIR: folder, PORT: String(port) }), silentLog);
  const demo = startDemo();
  await databaseOf(demo);
  await server.close();
  const { code, text } = await demo.ended;
  expect(code).toBe(1);
  expect(text.trimEnd().split('\n').at(-1)).toBe(
    `The demo stopped: the server at ${server.url}/graphql does not answer any more: see whether it runs, and try again`,
  );
});

it('where there are API keys, the demo runs with one, and says what to do where it has none or a wrong one', async () => {
  const server = await startServer(readConfig({ CHATTER_DATA_DIR: folder, PORT: String(port) }), silentLog);
  const key = await createKey(server.url);

  const onServer = await startDemo({ CHATTER_API_KEY: key }).ended;
  expect(onServer.code).toBe(0);
  expect(onServer.text).toContain(`Chatter runs at ${server.url}.`);
  expect(onServer.text.match(/completed: /g)).toHaveLength(2);
  const without = await startDemo().ended;
  await server.close();
  expect(without.code).toBe(1);
  expect(without.text).toContain(
    'The demo stopped: the server has API keys: set CHATTER_API_KEY to one of them (unauthenticated)\n',
  );

  const wrong = await startDemo({ CHATTER_API_KEY: `${key.slice(0, -3)}AAA` }).ended;
  expect(wrong.code).toBe(1);
  expect(wrong.text).toContain('does not know the key in CHATTER_API_KEY, or it was revoked');
  const onFolder = await startDemo({ CHATTER_API_KEY: key }).ended;
  expect(onFolder.code).toBe(0);
  expect(onFolder.text.match(/completed: /g)).toHaveLength(2);
});
