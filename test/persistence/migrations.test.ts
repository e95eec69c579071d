import { readdir } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { migrateDatabase } from '../../src/persistence/migrate.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { openTestPool } from '../support/test-pool.ts';
import { insertLegacyRows, legacyIds, readLegacyRows } from './legacy-rows.ts';
import { migrateTo } from './migrate-to.ts';
import { schemaOf } from './schema-of.ts';

const names = migrations.map(({ name }) => name);
const [legacy = '', withoutDefinition = ''] = names;
const databases: TestDatabase[] = [];

async function open(create: () => Promise<TestDatabase>): Promise<string> {
  const database = await create();
  databases.push(database);
  return database.url;
}

/** A database as the system before this one left it. */
async function legacyDatabase(): Promise<string> {
  const url = await open(createEmptyDatabase);
  await migrateTo(url, 'up', legacy);
  await insertLegacyRows(url);
  return url;
}

const downToLegacy = (url: string) => migrateTo(url, 'down', legacy);

async function rowOf(url: string, table: string, id: string | undefined): Promise<unknown> {
  const [found] = await executeSql<{ row: unknown }>(
    url,
    `select to_jsonb(t) as row from ${table} t where ${table === 'template_analytics' ? 'template_id' : 'id'} = $1`,
    [id],
  );
  return found?.row;
}

const tablesOf = async (url: string) =>
  (
    await executeSql<{ name: string }>(
      url,
      `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
    )
  ).map(({ name }) => name);

afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.drop()));
});

describe('migrations', () => {
  it('are listed, all of them, in the order of their names', async () => {
    const folder = new URL('../../migrations', import.meta.url);
    const files = (await readdir(folder)).filter((file) => file.startsWith('Migration')).sort();
    expect(files).toEqual(names.map((name) => `${name}.ts`));
  });

  it('have given a test database its tables', async () => {
    const url = await open(createTestDatabase);
    expect(await tablesOf(url)).toEqual([
      'analytics_call_rollup',
      'analytics_entry',
      'analytics_rollup',
      'api_key',
      'blob',
      'blob_piece',
      'blob_reference',
      'blob_removal',
      'conversation',
      'execution_command',
      'execution_event',
      'execution_removal',
      'execution_snapshot',
      'message',
      'mikro_orm_migrations',
      'replay_window',
      'replay_window_later',
      'secret',
      'template_analytics',
      'template_analytics_opening',
      'template_rating',
      'usage_entry',
      'workflow_definition',
      'workflow_definition_draft',
      'workflow_definition_version',
      'workflow_execution',
      'workflow_graph',
      'workflow_template',
    ]);
  });

  it('are applied in order, and once: a migrated database stays as it is', async () => {
    const url = await open(createEmptyDatabase);
    expect(await migrateDatabase(url)).toEqual(names);
    expect(await migrateDatabase(url)).toEqual([]);
  });

  /** One of their statements takes 200 ms. */
  const slowTable = `create function slow_down() returns event_trigger language plpgsql as $$
    begin
      if exists (select from pg_event_trigger_ddl_commands() where object_identity = 'public.workflow_graph')
        then perform pg_sleep(0.2); end if;
    end $$;
    create event trigger slow_down on ddl_command_end when tag in ('CREATE TABLE') execute function slow_down()`;

  it.each([
    ['statement_timeout', '100'],
    ['lock_timeout', '1'],
    ['idle_in_transaction_session_timeout', '1'],
    ['default_transaction_isolation', 'repeatable read'],
  ])('take their time where the database sets %s to %s', async (name, value) => {
    const url = await open(createEmptyDatabase);
    await executeSql(url, slowTable);
    await executeSql(url, `alter database ${new URL(url).pathname.slice(1)} set ${name} = '${value}'`);
    expect(await migrateDatabase(url)).toEqual(names);
  });

  it('end where the server ends the connection that keeps others from them', async () => {
    const url = await open(createEmptyDatabase);
    const migrating = migrateDatabase(url).catch((error: unknown) => error);
    const end = `select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`;
    await vi.waitUntil(async () => (await executeSql(url, end)).length === 1, {
      interval: 1,
      timeout: 30_000,
    });
    expect(await migrating).toBeInstanceOf(Error);
  });

  it('are applied by one of several servers that start together', async () => {
    const url = await open(createEmptyDatabase);
    const applied = await Promise.all([1, 2, 3].map(() => migrateDatabase(url)));
    expect(applied.map((one) => one.length).sort()).toEqual([0, 0, names.length]);
  });

  it('are applied each whole or not at all: where one fails, the next start goes on with it', async () => {
    const url = await open(createEmptyDatabase);
    await executeSql(url, 'create table usage_entry (id int)');
    await expect(migrateDatabase(url)).rejects.toThrow('usage_entry');
    expect(await tablesOf(url)).not.toContain('execution_event');
    await executeSql(url, 'drop table usage_entry');
    expect(await migrateDatabase(url)).toEqual(names.slice(2));
  });

  it('keep what is written while the table of executions is written anew', async () => {
    const url = await legacyDatabase();
    await migrateTo(url, 'up', withoutDefinition);
    const [pool, added] = [openTestPool(url, 2), '00000000-0000-7000-8000-0000000000ad'];
    const client = await pool.connect();
    await client.query('begin');
    // With this not yet committed, the copy holds the row as it was, and the old table cannot be locked.
    await client.query(`update workflow_execution set output_data = '{"a": 3}' where id = $1`, [
      legacyIds.finished,
    ]);
    const migrating = migrateDatabase(url);
    await vi.waitFor(
      async () => {
        const { rowCount } = await pool.query(
          `select from pg_locks where not granted and mode = 'AccessExclusiveLock'
             and relation = 'workflow_execution'::regclass
             and database = (select oid from pg_database where datname = current_database())`,
        );
        expect(rowCount).toBe(1);
      },
      { timeout: 20_000, interval: 20 },
    );
    await client.query('delete from workflow_execution where id = $1', [legacyIds.waiting]);
    await client.query(
      `insert into workflow_execution (id, owner_id, workflow_type, status) values ($1, $2, 'custom', 'completed')`,
      [added, legacyIds.owner],
    );
    await client.query('commit');
    await migrating;
    expect(await rowOf(url, 'workflow_execution', legacyIds.finished)).toMatchObject({ output: { a: 3 } });
    expect(await rowOf(url, 'workflow_execution', legacyIds.waiting)).toBeUndefined();
    expect(await rowOf(url, 'workflow_execution', added)).toMatchObject({ workflow_type: 'custom' });
    client.release();
    await pool.end();
  });

  it('refuse a database that a newer Chatter has migrated', async () => {
    const url = await open(createTestDatabase);
    await executeSql(
      url,
      `insert into mikro_orm_migrations (name) values ('Migration29990101000000_future')`,
    );
    await expect(migrateDatabase(url)).rejects.toMatchObject({
      code: 'database/too-new',
      message: expect.stringContaining('Migration29990101000000_future'),
    });
  });

  it('keep every row of a legacy database, and move the analytics of templates to their own table', async () => {
    const url = await legacyDatabase();
    expect(await migrateDatabase(url)).toEqual(names.slice(1));

    expect(await rowOf(url, 'workflow_execution', legacyIds.finished)).toMatchObject({
      definition_id: legacyIds.definition,
      workflow_type: 'definition',
      status: 'completed',
      input: { q: 1 },
      output: { a: 2 },
      error: null,
      usage: { totalTokens: 77, costMicroUsd: 2000 },
    });
    expect(await rowOf(url, 'workflow_execution', legacyIds.failed)).toMatchObject({
      status: 'failed',
      error: { code: 'legacy/failed', message: 'it broke' },
    });
    expect(await rowOf(url, 'workflow_execution', legacyIds.waiting)).toMatchObject({
      status: 'failed',
      error: { code: 'legacy/interrupted' },
    });
    expect(await rowOf(url, 'workflow_definition', legacyIds.definition)).toMatchObject({
      template_id: legacyIds.template,
      draft: { formatVersion: 0, nodes: [{ id: 'start' }], edges: [{ id: 'e1' }], metadata: { k: 1 } },
    });
    expect(await rowOf(url, 'template_analytics', legacyIds.template)).toMatchObject({
      usage_count: 10,
      success_count: 8,
      failure_count: 2,
      total_tokens: 1205,
      total_cost_micro_usd: 1_250_000,
      total_duration_ms: 15_000,
      last_used_at: '2026-01-02T03:04:05+00:00',
    });
    expect(await rowOf(url, 'template_analytics', legacyIds.unused)).toBeUndefined();
  });

  it('go down to the legacy schema and its rows, and up again', async () => {
    const url = await legacyDatabase();
    const [schema, rows] = [await schemaOf(url), await readLegacyRows(url)];
    await migrateDatabase(url);
    const migrated = await schemaOf(url);

    await downToLegacy(url);
    expect(await schemaOf(url)).toEqual(schema);
    expect(await readLegacyRows(url)).toEqual(rows);

    await migrateDatabase(url);
    expect(await schemaOf(url)).toEqual(migrated);
  });

  it('do not go down over large values, secrets, events or executions without a definition, unless told to', async () => {
    const url = await legacyDatabase();
    await migrateDatabase(url);
    await executeSql(
      url,
      `insert into blob (owner_id, hash, content_type, size) values ($1, repeat('a', 64), 'text/plain', 0)`,
      [legacyIds.owner],
    );
    await expect(downToLegacy(url)).rejects.toThrow('1 large values would be lost');
    await executeSql(url, 'delete from blob');
    await executeSql(
      url,
      `insert into secret (id, owner_id, name, key_id, sealed) values ($1, $1, 'TOKEN', 'key', '')`,
      [legacyIds.owner],
    );
    await expect(downToLegacy(url)).rejects.toThrow('1 secrets would be lost');
    await executeSql(url, 'delete from secret');
    await executeSql(
      url,
      `insert into execution_event (execution_id, sequence, epoch, type, at) values ($1, 1, 1, 'ExecutionQueued', now())`,
      [legacyIds.finished],
    );
    await expect(downToLegacy(url)).rejects.toThrow(
      '1 events, 0 published versions, the graphs of 0 templates and 0 API keys would be lost',
    );
    await executeSql(url, 'delete from execution_event');
    await executeSql(url, 'update workflow_execution set definition_id = null where id = $1', [
      legacyIds.failed,
    ]);
    await expect(downToLegacy(url)).rejects.toThrow('1 executions have no definition');

    const database = new URL(url).pathname.slice(1);
    await executeSql(url, `alter database ${database} set chatter.drop_executions_without_definition = on`);
    await downToLegacy(url);
    expect(await rowOf(url, 'workflow_execution', legacyIds.failed)).toBeUndefined();
    expect(await rowOf(url, 'workflow_execution', legacyIds.finished)).toBeDefined();
  });
});
