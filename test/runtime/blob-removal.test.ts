import { createHash, randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import type { Viewer } from '../../src/app/index.ts';
import { builtInKinds, createRegistry } from '../../src/nodes/index.ts';
import { keepHeld } from '../../src/persistence/blobs/blob-references.ts';
import { textBlob } from '../../src/persistence/blobs/new-blob.ts';
import { dropReferences } from '../../src/persistence/blobs/remove-blobs.ts';
import {
  migrateDatabase,
  openExecutionRemoval,
  PostgresAnalyticsStore,
  PostgresBlobs,
} from '../../src/persistence/index.ts';
import { openOrm } from '../../src/persistence/stores/open-orm.ts';
import { inTransaction } from '../../src/persistence/transaction.ts';
import type { ExecutionRemoval } from '../../src/runtime/ports/execution-removal.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { migrateTo } from '../persistence/migrate-to.ts';
import { bulkKind, fileKind, passOnKind } from '../support/bulk-kind.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { liveExecution } from '../support/live-execution.ts';
import { noopKind } from '../support/noop-kind.ts';
import { execute, noop, openTestRuntime, sequence } from '../support/runtime.ts';
import { openTestPool } from '../support/test-pool.ts';

const registry = createRegistry([...builtInKinds, noopKind, bulkKind, passOnKind, fileKind]);
const names = migrations.map(({ name }) => name);
let database: TestDatabase;
let runtime: Runtime;
let pool: Pool;
let blobs: PostgresBlobs;
let analytics: PostgresAnalyticsStore;
let removal: ExecutionRemoval & { close(): Promise<void> };
let owner: Viewer;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url, registry });
  pool = openTestPool(database.url, 8);
  blobs = new PostgresBlobs(pool);
  analytics = new PostgresAnalyticsStore(pool);
  const opened = await openExecutionRemoval(database.url);
  removal = Object.assign(opened.removal, { close: opened.close });
});

afterAll(async () => {
  await removal.close();
  await runtime.close();
  await pool.end();
  await database.drop();
});

beforeEach(() => {
  owner = { ownerId: randomUUID(), role: 'user' };
});

const ended = { waitMs: 30_000 };
const bulk = (seed: string, form = 'text') => ({ type: 'bulk', config: { length: 100_000, form, seed } });
const passOn = { type: 'pass_on', config: { from: 'n1' } };
const file = (text: string) => ({ type: 'file', config: { text, contentType: 'text/plain' } });
/** A large value of many small ones, and a large one, which is kept apart of it. */
const wide = (part: string) => ({
  part,
  ...Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key ${index}`, 'some words'])),
});
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

async function run(nodes: readonly object[], more: object = {}): Promise<string> {
  const { id, status } = await execute(runtime.app, sequence(...nodes), { ...ended, ...more }, owner);
  expect(['completed', 'failed']).toContain(status);
  return id;
}

const row = () => liveExecution(pool, owner.ownerId);

/** Removes the executions, and all that goes with them. */
async function remove(...ids: readonly string[]): Promise<void> {
  for (const id of ids) await runtime.app.deleteExecution(owner, id);
  await clean();
}

async function clean(): Promise<void> {
  // What analytics have not counted yet is kept for them.
  while ((await analytics.fold(1000)) > 0);
  while ((await removal.clean(1000)) > 0);
}

async function rows<Row>(sql: string, ...values: readonly unknown[]): Promise<readonly Row[]> {
  return (await pool.query<Row & object>(sql, [...values])).rows;
}

/** The owner's. */
async function blobCount(): Promise<number> {
  return (await rows('select from blob where owner_id = $1', owner.ownerId)).length;
}

const noted = () =>
  rows<{ hash: string }>('select hash from blob_removal where owner_id = $1', owner.ownerId);

describe('a large value', () => {
  it('goes with the last execution that refers to it, in its input, its events or its output', async () => {
    const input = { text: 'i'.repeat(100_000) };
    const nodes = [bulk('shared'), passOn];
    const one = await run([...nodes, bulk('own', 'list')], { input });
    const other = await run(nodes, { input });
    expect(await blobCount()).toBe(3);
    await remove(one);
    expect(await blobCount()).toBe(2);
    expect(await runtime.app.wholeValue(owner, other, 'input')).toEqual(input);
    await remove(other);
    expect(await blobCount()).toBe(0);
    const pieces = 'select from blob_piece where owner_id = $1';
    expect([await rows(pieces, owner.ownerId), await noted()]).toEqual([[], []]);
  });

  it('that holds other large values stays whole where one of them was somebody else’s, too', async () => {
    const part = 'p'.repeat(100_000);
    const whole = wide(part);
    const one = await run([noop()], { input: { part } });
    const other = await run([noop()], { input: { whole } });
    expect(await blobCount()).toBe(2);
    await remove(one);
    expect(await runtime.app.wholeValue(owner, other, 'input')).toEqual({ whole });
    await remove(other);
    expect(await blobCount()).toBe(0);
  });

  it('of one owner says nothing of that of another', async () => {
    const mine = await run([bulk('same')]);
    const me = owner;
    owner = { ownerId: randomUUID(), role: 'user' };
    const theirs = await run([bulk('same')]);
    await remove(theirs);
    expect(await blobCount()).toBe(0);
    owner = me;
    expect(await blobCount()).toBe(1);
    await remove(mine);
    expect(await blobCount()).toBe(0);
  });
});

describe('a file', () => {
  it('stays as long as an execution names it, whoever has kept it', async () => {
    const maker = await run([file('report')]);
    const blob = hashOf('report');
    const reader = await run([noop()], { input: { attached: { blob, contentType: 'text/plain', size: 6 } } });
    const linked = await run([noop()], { input: { text: `see ${'x'.repeat(70_000)} /blobs/${blob}` } });
    await remove(maker);
    await remove(linked);
    expect(await runtime.app.findBytes(owner, { hash: blob, ownerId: null })).toMatchObject({ size: 6 });
    await remove(reader);
    expect(await blobCount()).toBe(0);
  });

  it('stays where another execution keeps the same one while the last that named it goes', async () => {
    const first = await run([file('same')]);
    await blobs.keep(await row(), Buffer.from('same'), 'text/plain');
    await remove(first);
    expect(await readable(hashOf('same'))).toBe(4);
  });

  it('that nobody has named goes with the execution that has kept it', async () => {
    const keeper = await row();
    await blobs.keep(keeper, Buffer.from('lost'), 'text/plain');
    await clean();
    expect(await blobCount()).toBe(1);
    await pool.query(`update workflow_execution set status = 'failed' where id = $1`, [keeper]);
    await remove(keeper);
    expect(await blobCount()).toBe(0);
  });
});

/** A transaction that the test holds open. */
async function client(): Promise<Client> {
  const opened = new Client({ connectionString: database.url });
  await opened.connect();
  await opened.query('begin');
  return opened;
}

async function readable(hash: string): Promise<number> {
  let size = 0;
  for await (const piece of blobs.read(owner.ownerId, hash, 0, 10_000_000)) size += piece.length;
  return size;
}

describe('a value that an execution keeps at the moment at which it would go', () => {
  const text = 'v'.repeat(3_000_000);
  const value = textBlob(text, 'text/plain; charset=utf-8');
  const held = (executionId: string) => ({ blobs: [{ executionId, blob: value }], files: [] });
  const keep = (executionId: string, meanwhile = async (): Promise<unknown> => undefined) =>
    inTransaction(pool, async (open) => {
      await keepHeld(open, held(executionId));
      await meanwhile();
    });

  /** It was there, and nobody refers to it any more. */
  async function abandoned(): Promise<void> {
    const first = await row();
    await keep(first);
    await pool.query('delete from blob_reference where execution_id = $1', [first]);
    await pool.query('insert into blob_removal (owner_id, hash) values ($1, $2)', [
      owner.ownerId,
      value.hash,
    ]);
  }

  it('stays where the execution was first, although its commit is not there yet', async () => {
    await abandoned();
    const second = await row();
    await keep(second, clean);
    expect(await readable(value.hash)).toBe(text.length);
    await clean();
    expect([await readable(value.hash), await noted()]).toEqual([text.length, []]);
  });

  it('is kept anew where the removal was first, but not yet durable', async () => {
    await abandoned();
    const remover = await client();
    await remover.query('select from blob where owner_id = $1 for update', [owner.ownerId]);
    const second = await row();
    const keeping = keep(second);
    await expect
      .poll(
        () =>
          rows(
            `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          ),
        { timeout: 30_000 },
      )
      .not.toEqual([]);
    await remover.query('delete from blob where owner_id = $1', [owner.ownerId]);
    await remover.query('commit');
    await remover.end();
    await keeping;
    expect(await readable(value.hash)).toBe(text.length);
    expect(await rows('select from blob_reference where execution_id = $1', second)).toHaveLength(1);
  });

  it('goes later where the execution’s commit comes to nothing', async () => {
    await abandoned();
    const second = await row();
    const failing = keep(second, async () => {
      await clean();
      throw new Error('the commit fails');
    });
    await expect(failing).rejects.toThrow('the commit fails');
    expect(await blobCount()).toBe(1);
    await clean();
    expect(await blobCount()).toBe(0);
  });

  it('is looked at again where its last reference goes while it is looked at', async () => {
    const first = await row();
    await keep(first);
    await pool.query('insert into blob_removal (owner_id, hash) values ($1, $2)', [
      owner.ownerId,
      value.hash,
    ]);
    const orm = await openOrm(database.url, { poolSize: 1 });
    const dropper = orm.fork();
    await dropper.begin();
    expect(await dropReferences(dropper, [first], 10)).toBe(1);
    await clean();
    expect(await noted()).toHaveLength(1);
    await dropper.commit();
    await orm.close();
    await clean();
    expect(await blobCount()).toBe(0);
  });
});

it('values come and go while many executions use the same ones, and none is missing or left over', async () => {
  const nodes = [bulk('common'), passOn, bulk('often', 'list')];
  let live = true;
  const sweeping = (async () => {
    while (live) {
      await analytics.fold(1000);
      await removal.clean(3);
    }
  })();
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const graph = { ...sequence(...nodes), outputs: { all: 'nodes.n2.output.data' } };
        const input = { text: `${index % 2}`.repeat(90_000) };
        const { id } = await execute(runtime.app, graph, { ...ended, input }, owner);
        expect(await runtime.app.wholeValue(owner, id, 'input')).toEqual(input);
        expect(await runtime.app.wholeValue(owner, id, 'output')).toMatchObject({
          all: expect.stringMatching(/^common/),
        });
        await runtime.app.deleteExecution(owner, id);
      }),
    );
  }
  live = false;
  await sweeping;
  await clean();
  expect([await blobCount(), await noted()]).toEqual([0, []]);
});

it('what executions of before refer to is found by the migration, through values that hold others', async () => {
  const url = database.url;
  const blob = hashOf('old report');
  const nested = wide('n'.repeat(100_000));
  await run([file('old report'), bulk('old'), passOn], { input: { nested, link: 'none' } });
  await run([noop()], { input: { text: `${'y'.repeat(70_000)} /blobs/${blob}` } });
  const unnamed = [owner.ownerId, hashOf('unnamed')];
  await pool.query(
    `insert into blob (owner_id, hash, content_type, size) values ($1, $2, 'text/plain', 0)`,
    unnamed,
  );
  const references = () =>
    rows('select * from blob_reference where owner_id = $1 order by execution_id, hash', owner.ownerId);
  const before = await references();
  expect(before).toHaveLength(6);
  await migrateTo(url, 'down', names[names.indexOf('Migration20261127000850_blob_references') - 1]);
  await migrateDatabase(url);
  expect(await references()).toEqual(before);
  expect(await noted()).toEqual([{ hash: hashOf('unnamed') }]);
});
