import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { adminUrl, readAccess } from '../../src/persistence/embedded/cluster-access.ts';
import { firstOperation } from '../../src/server/welcome.ts';
import { discardEmbedded } from '../support/database-discard.ts';
import { executeSql, withDatabase } from '../support/execute-sql.ts';
import { ServerProcess } from '../support/server-process.ts';

let parent: string;
let dataDirectory: string;
let server: ServerProcess;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'chatter start '));
  dataDirectory = join(parent, 'data folder');
  server = await ServerProcess.at(dataDirectory);
});

afterAll(async () => {
  await server.stop();
  await discardEmbedded(dataDirectory);
  await rm(parent, { recursive: true, force: true });
});

async function ask(query: string) {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { data: Record<string, never> }).data;
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const executions = '{ workflowExecutions(first: 10) { edges { node { status output } } } }';

it('the first start makes its database, in a path with spaces, and runs the operation that it prints', async () => {
  await server.start();
  expect(await ask(firstOperation)).toMatchObject({
    executeWorkflow: { execution: { status: 'COMPLETED' } },
  });
});

it('a server with the built-in database has no others to tell, and no connection for that', async () => {
  const access = await readAccess(dataDirectory);
  if (!access) throw new Error('the data folder has no database');
  const sessions = await executeSql<{ name: string }>(
    withDatabase(adminUrl(access), 'chatter'),
    `select distinct application_name as name from pg_stat_activity where datname = 'chatter'`,
  );
  const names = sessions.map(({ name }) => name);
  expect(names).toContain('chatter-dispatch');
  expect(names).not.toContain('chatter-notifier');
});

it('the first start makes a key for secrets, which only the user of the server may read', async () => {
  const kept = await ask(
    'mutation { setSecret(input: { name: "TOKEN", value: "a value to keep" }) { __typename } }',
  );
  expect(kept).toMatchObject({ setSecret: { __typename: 'SetSecretSuccess' } });
  const { mode } = await stat(join(dataDirectory, 'secret.key'));
  expect(mode & 0o777).toBe(0o600);
});

it('a second server on the same folder says so and stops', async () => {
  const second = await ServerProcess.at(dataDirectory);
  const { code, text } = await second.refusal();
  expect(code).toBe(1);
  expect(text).toContain('database/folder-in-use');
  expect(text.trim().split('\n')).toHaveLength(1);
});

async function endsItsDatabase(end: () => Promise<void>): Promise<void> {
  const [pid] = (await readFile(join(dataDirectory, 'postgres/postmaster.pid'), 'utf8')).split('\n');
  expect(isAlive(Number(pid))).toBe(true);
  await end();
  expect(isAlive(Number(pid))).toBe(false);
}

it('Ctrl-C ends everything that it has started, and so does closing the terminal', async () => {
  await endsItsDatabase(() => server.interrupt());
  await server.start();
  await endsItsDatabase(() => server.hangUp());
});

it('Ctrl-C in the middle of a start leaves no database behind', async () => {
  const folder = join(parent, 'interrupted');
  const interrupted = await ServerProcess.at(folder);
  const starting = interrupted.start().catch(String);
  const pidFile = join(folder, 'postgres/postmaster.pid');
  // The file is empty for a moment, and 0 would be the test's own group of processes.
  const pid = await vi.waitFor(
    async () => {
      const [, found] = /^([1-9]\d*)\n/.exec(await readFile(pidFile, 'utf8')) ?? [];
      if (found === undefined) throw new Error('it has no process yet');
      return Number(found);
    },
    { timeout: 30_000, interval: 1 },
  );
  await interrupted.interrupt();
  expect(isAlive(pid)).toBe(false);
  expect(await starting).toContain('ended before it answered');
  await discardEmbedded(folder);
});

it('the next start finds its data again, also when the last server was killed', async () => {
  for (const end of [() => server.kill(), () => server.stop()]) {
    await server.start();
    expect(await ask(executions)).toMatchObject({
      workflowExecutions: {
        edges: [{ node: { status: 'COMPLETED', output: { text: 'Hello from Chatter' } } }],
      },
    });
    await end();
  }
});

it('a port that is taken is named, and nothing stays behind', async () => {
  const taken = createServer().listen(Number(new URL(server.url).port), '127.0.0.1');
  const { code, text } = await server.refusal();
  taken.close();
  expect(code).toBe(1);
  expect(text).toContain('server/address-in-use');
  await server.start();
});
