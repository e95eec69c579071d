import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, inject, it } from 'vitest';
import { readConfig } from '../../src/server/config.ts';
import { withMigrations } from '../../src/server/migrate.ts';
import { startServer } from '../../src/server/start-server.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { proxyDatabase } from '../support/database-proxy.ts';
import { executeSql } from '../support/execute-sql.ts';
import { silentLog } from '../support/silent-log.ts';

const role = 'test_without_rights';
const undo: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  undo.push(() => database.drop());
  return database;
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

const starting = (url: string): Promise<unknown> =>
  startServer(readConfig({ DATABASE_URL: url, PORT: '0' }), silentLog);

it('says what to do where the user of the database may not make tables in it', async () => {
  const admin = inject('databaseAdminUrl');
  await executeSql(admin, `create role ${role} login password 'of-the-test'`);
  undo.push(() => executeSql(admin, `drop role ${role}`));
  const url = new URL((await emptyDatabase()).url);
  url.username = role;
  url.password = 'of-the-test';
  const refusal = {
    code: 'database/unfit',
    message: expect.stringMatching(/permission denied for schema public; let the user .* own the database/),
  };
  await expect(starting(url.href)).rejects.toMatchObject(refusal);
  const config = readConfig({ DATABASE_URL: url.href });
  const leaving = new AbortController().signal;
  const migrating = withMigrations({ config, log: silentLog, leaving }, ({ up }) => up());
  await expect(migrating).rejects.toMatchObject(refusal);
});

it('says so where the server takes no writes', async () => {
  const { url } = await emptyDatabase();
  await executeSql(url, `alter database ${nameOf(url)} set default_transaction_read_only = on`);
  await expect(starting(url)).rejects.toMatchObject({
    code: 'database/unfit',
    message: expect.stringContaining('read-only transaction'),
  });
});

it('says what PostgreSQL said where a limit of the user ends the start', async () => {
  const { url } = await emptyDatabase();
  await executeSql(url, `alter database ${nameOf(url)} set statement_timeout = 1`);
  await expect(starting(url)).rejects.toMatchObject({
    code: 'database/unavailable',
    // What waits in the same transaction may be told first that it is over.
    message: expect.stringMatching(/^PostgreSQL did not let the start end: (canceling|current transaction)/),
  });
});

it('refuses a pooler that gives every transaction another session', async () => {
  const proxy = await proxyDatabase((await emptyDatabase()).url);
  undo.push(() => proxy.close());
  proxy.shareSessions();
  await expect(starting(proxy.url)).rejects.toMatchObject({
    code: 'database/unfit',
    message: expect.stringMatching(/pooler .* pool_mode = session/),
  });
});

it('says what to set where a pooler refuses the options of a connection', async () => {
  const pooler = createServer((socket) =>
    socket.on('error', () => undefined).once('data', () => socket.end(refusedOptions)),
  ).listen(0, '127.0.0.1');
  undo.push(async () => pooler.close());
  await once(pooler, 'listening');
  const address = pooler.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(starting(`postgresql://a:b@127.0.0.1:${port}/x`)).rejects.toMatchObject({
    code: 'database/unfit',
    message: expect.stringContaining('ignore_startup_parameters = options'),
  });
});

it('refuses a database whose encoding cannot hold every text, before it writes anything', async () => {
  const admin = inject('databaseAdminUrl');
  const name = 'test_in_latin1';
  await executeSql(admin, `create database ${name} template template0 encoding 'LATIN1' locale 'C'`);
  undo.push(() => executeSql(admin, `drop database ${name} with (force)`));
  const url = new URL(admin);
  url.pathname = name;
  await expect(starting(url.href)).rejects.toMatchObject({
    code: 'database/unfit',
    message: expect.stringMatching(/LATIN1.*encoding 'UTF8'/),
  });
  const tables = "select table_name from information_schema.tables where table_schema = 'public'";
  expect(await executeSql(url.href, tables)).toEqual([]);
});

/** As PgBouncer says it. */
const refusedOptions = errorResponse('08P01', 'unsupported startup parameter: options');

function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.from('E....');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
