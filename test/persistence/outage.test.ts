import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  openStores,
  PostgresAnalyticsStore,
  PostgresBlobs,
  PostgresEventLog,
  PostgresExecutionStore,
  type Stores,
} from '../../src/persistence/index.ts';
import { openPool } from '../../src/persistence/open-pool.ts';
import { openOrm } from '../../src/persistence/stores/open-orm.ts';
import { asking } from '../../src/persistence/unavailable.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseProxy, proxyDatabase } from '../support/database-proxy.ts';
import { silentLog } from '../support/silent-log.ts';
import { openTestPool } from '../support/test-pool.ts';

const away = { name: 'AppError', code: 'database/unavailable', retryable: true };
const id = randomUUID();
const page = { first: 10, after: null };
const noJobs = { enqueue: async () => undefined, schedule: async () => undefined };

let database: TestDatabase;
let proxy: DatabaseProxy;
let pool: Pool;
/** Not through the proxy. */
let direct: Pool;
let stores: Stores;
/** They share one connection. */
let narrow: Stores;
let asks: Readonly<Record<string, () => Promise<unknown>>>;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await proxyDatabase(database.url);
  direct = openTestPool(database.url, 2);
  pool = openTestPool(proxy.url, 4);
  const log = new PostgresEventLog({ pool, jobs: noJobs });
  const executions = new PostgresExecutionStore({ pool, jobs: noJobs });
  const analytics = new PostgresAnalyticsStore(pool);
  const blobs = new PostgresBlobs(pool);
  const options = { url: proxy.url, pool, log, blobs, secretKey: Buffer.alloc(32, 7) };
  stores = await openStores(options);
  narrow = await openStores({ ...options, poolSize: 1 });
  asks = {
    'an execution that is looked for': () => stores.executions.get(id, id),
    'a read of a mapped table': () => stores.templates.get(id, id),
    'a list of a mapped table': () => stores.definitions.list(id, anyDefinition, page),
    'a write into a mapped table': () =>
      stores.secrets.set({ id: newId(), ownerId: id, name: 'A', value: 'a' }),
    'a transaction on mapped tables': () => stores.definitions.delete(id, id),
    'a statement of the stores’ own': () => stores.removal.clean(10),
    'the log of an execution that is looked for': () => stores.executions.events(id, id, 0, 10),
    'a log': () => log.read(id, 0, 10),
    'the end of a log': () => log.last(id),
    'the ends of logs': () => log.lastSequences([id]),
    'the executions of workers': () => executions.load(id),
    'a command': () => executions.command([{ executionId: id, command: { type: 'cancel' } }]),
    analytics: () => analytics.summary(id, 0),
    bytes: () => blobs.find(id, 'a'.repeat(64)),
  };
});

afterAll(async () => {
  await stores.close();
  await narrow.close();
  await pool.end();
  await direct.end();
  await proxy.close();
  await database.drop();
});

const anyDefinition = { name: null, text: null, tag: null, from: 'own', archived: false } as const;

/** What comes of each: `answered`, or the error. */
async function outcomes(): Promise<Readonly<Record<string, unknown>>> {
  const entries = Object.entries(asks).map(async ([name, ask]) => {
    const outcome = await ask().then(
      () => 'answered',
      (error: unknown) => error,
    );
    return [name, outcome] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const each = (outcome: unknown) => Object.fromEntries(Object.keys(asks).map((name) => [name, outcome]));

describe('whoever asks a database that is away', () => {
  it('is told database/unavailable, whatever is asked, and is answered once it is back', async () => {
    expect(await outcomes()).toEqual(each('answered'));
    await proxy.goAway();
    expect(await outcomes()).toEqual(each(expect.objectContaining(away)));
    await proxy.comeBack();
    expect(await outcomes()).toEqual(each('answered'));
  });

  it.each([
    ['a statement', () => narrow.apiKeys.exists()],
    ['a transaction', () => narrow.apiKeys.revoke('all', id)],
  ])('is told so where the server ends the connection in the middle of %s, and then has another', async (_, ask) => {
    const outcome = await whileLocked('api_key', () => ask().catch((error: unknown) => error));
    expect(outcome).toMatchObject(away);
    // The server's last word comes before the end of the connection, and is all that Kysely has heard so far.
    await vi.waitUntil(
      () =>
        ask()
          .then(() => true)
          .catch(() => false),
      { timeout: 30_000 },
    );
  });

  it('is told so where the connection breaks before a transaction has begun, and then has another', async () => {
    await narrow.apiKeys.exists();
    proxy.cut();
    await expect(narrow.apiKeys.revoke('all', id)).rejects.toMatchObject(away);
    expect(await narrow.apiKeys.revoke('all', id)).toBe('absent');
  });
});

describe('what is no failure of the connection', () => {
  it('stays what it is: a row that there is already', async () => {
    const key = { id: randomUUID(), ownerId: id, name: 'a', role: 'user', hash: 'a'.repeat(64) } as const;
    await stores.apiKeys.create(key);
    await expect(stores.apiKeys.create(key)).rejects.toMatchObject({ code: '23505' });
  });

  it.each([
    ['a mistake of ours', new TypeError('x is not a function')],
    ['an error that says nothing', new Error('something else')],
    ['what is no error at all', 'Connection terminated'],
  ])('stays what it is: %s', async (_, thrown) => {
    await expect(asking(() => Promise.reject(thrown))).rejects.toBe(thrown);
  });

  it.each(['22P02', '40001', '42P01'])('stays what it is: a statement refused with %s', async (code) => {
    await expect(raised(code)).rejects.toMatchObject({ code });
  });
});

describe('a failure of the connection', () => {
  it.each([
    '08006',
    '25006',
    '25P03',
    '28P01',
    '3D000',
    '53100',
    '53300',
    '55P03',
    '57014',
    '57P01',
    '57P03',
    '58030',
  ])('is a statement refused with %s', async (code) => {
    await expect(raised(code)).rejects.toMatchObject({ ...away, cause: expect.objectContaining({ code }) });
  });

  it.each([
    ['is no address that a name has', 'postgresql://a:b@does-not-exist.invalid:5432/x'],
    ['is no server at the address', 'postgresql://a:b@127.0.0.1:1/x'],
    ['is no socket at the path', 'postgresql://a:b@%2Fdoes-not-exist/x'],
  ])('there is where there %s', async (_, connectionString) => {
    const nowhere = openTestPool(connectionString);
    await expect(asking(() => nowhere.query('select 1'))).rejects.toMatchObject(away);
    await nowhere.end();
  });

  it('there is where a server takes connections and says nothing', async () => {
    const silent = await silentServer();
    const waiting = openTestPool(silent.url);
    waiting.options.connectionTimeoutMillis = 20;
    await expect(asking(() => waiting.query('select 1'))).rejects.toMatchObject(away);
    await waiting.end();
    silent.server.close();
  });

  it.each([
    [
      'our own',
      (url: string) => {
        const quiet = openPool({ url, size: 1, name: 'test', log: silentLog, silenceMs: 50 });
        return { ask: async (): Promise<unknown> => quiet.query('select 1'), close: () => quiet.end() };
      },
    ],
    [
      'MikroORM’s',
      async (url: string) => {
        const orm = await openOrm(url, { poolSize: 1, silenceMs: 50 });
        return {
          ask: async (): Promise<unknown> => orm.fork().execute('select 1'),
          close: () => orm.close(),
        };
      },
    ],
  ])('there is where a connection of %s says nothing more, and the next is another', async (_, open) => {
    const between = await proxyDatabase(database.url);
    const { ask, close } = await open(between.url);
    await ask();
    between.swallowAnswers();
    await expect(asking(ask)).rejects.toMatchObject(away);
    await ask();
    await close();
    await between.close();
  });

  it('there is where all connections are taken for too long', async () => {
    const narrow = openTestPool(database.url);
    const client = await narrow.connect();
    narrow.options.connectionTimeoutMillis = 20;
    await expect(asking(() => narrow.query('select 1'))).rejects.toMatchObject(away);
    client.release();
    await narrow.end();
  });

  it('there is after the process has let go of its database', async () => {
    const left = openTestPool(database.url);
    await left.end();
    await expect(asking(() => left.query('select 1'))).rejects.toMatchObject(away);
  });
});

/** Ends the connection of whoever waits for the table. @returns what `ask` resolves to */
async function whileLocked<T>(table: string, ask: () => Promise<T>): Promise<T> {
  const client = await direct.connect();
  try {
    await client.query(`begin; lock table ${table}`);
    const outcome = ask();
    const ended = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    await vi.waitUntil(async () => (await direct.query(ended)).rowCount === 1, { timeout: 30_000 });
    return await outcome;
  } finally {
    client.release(true);
  }
}

function raised(code: string): Promise<unknown> {
  return asking(() =>
    direct.query(`do $$ begin raise exception 'refused' using errcode = '${code}'; end $$`),
  );
}

async function silentServer(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `postgresql://a:b@127.0.0.1:${port}/x`, server };
}
