import type { Pool, PoolClient } from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { migrateDatabase } from '../../src/persistence/index.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { openTestPool } from '../support/test-pool.ts';
import { insertLegacyRows, legacyIds } from './legacy-rows.ts';
import { migrateTo } from './migrate-to.ts';
import { schemaOf } from './schema-of.ts';

const names: readonly string[] = migrations.map(({ name }) => name);
const before = (name: string): string | undefined => names[names.indexOf(name) - 1];

interface Opened {
  readonly database: TestDatabase;
  readonly pool: Pool;
  readonly client: PoolClient;
}

const opened: Opened[] = [];

afterEach(async () => {
  for (const { database, pool, client } of opened.splice(0)) {
    client.release();
    await pool.end();
    await database.drop();
  }
});

/** A legacy database that is migrated up to this one, and somebody who has not yet committed a change of an execution. */
async function withSomebodyAtWork(name: string): Promise<Opened & { readonly url: string }> {
  const database = await createEmptyDatabase();
  const { url } = database;
  await migrateTo(url, 'up', names[0]);
  await insertLegacyRows(url);
  await migrateTo(url, 'up', before(name));
  const pool = openTestPool(url, 3);
  const client = await pool.connect();
  opened.push({ database, pool, client });
  await client.query('begin');
  await client.query('update workflow_execution set updated_at = now() where id = $1', [legacyIds.finished]);
  return { database, url, pool, client };
}

/** Until a statement waits for a lock, or for the end of somebody's transaction. */
async function waiting(pool: Pool): Promise<void> {
  const look = async () => {
    const { rowCount } = await pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rowCount).toBe(1);
  };
  await vi.waitFor(look, { timeout: 20_000, interval: 10 });
}

const ofExecutions = [
  'Migration20261101000100_executions_without_definition',
  'Migration20261101000200_event_log',
  'Migration20261127000300_history_indexes',
  'Migration20261127000400_analytics',
  'Migration20261127000600_history_by_duration',
];

describe('a migration that waits for somebody who works on executions', () => {
  it.each(ofExecutions)('does not let others wait behind it: %s', async (name) => {
    const { url, pool, client } = await withSomebodyAtWork(name);
    const migrating = migrateDatabase(url);
    await waiting(pool);
    const other = await pool.connect();
    try {
      await other.query(`set lock_timeout = '10s'`);
      const { rowCount } = await other.query(
        'update workflow_execution set updated_at = now() where id = $1',
        [legacyIds.failed],
      );
      expect(rowCount).toBe(1);
    } finally {
      other.release();
    }
    const { rowCount: applied } = await pool.query('select from mikro_orm_migrations where name = $1', [
      name,
    ]);
    expect(applied).toBe(0);
    await client.query('commit');
    expect(await migrating).toEqual(names.slice(names.indexOf(name)));
  });
});

describe('a migration that others keep from its locks', () => {
  it('fails in the end and says what to do, and has changed nothing', async () => {
    const name = 'Migration20261127000400_analytics';
    const { url, client } = await withSomebodyAtWork(name);
    const schema = await schemaOf(url);
    await expect(migrateDatabase(url, 0)).rejects.toMatchObject({
      code: 'database/locked',
      message: `others hold what ${name} needs: end their long transactions (pg_stat_activity shows them) and start again`,
    });
    expect(await schemaOf(url)).toEqual(schema);
    await client.query('commit');
    expect(await migrateDatabase(url, 0)).toContain(name);
  });
});

describe('a migration that builds indexes beside others', () => {
  const name = 'Migration20261127000600_history_by_duration';

  /** What a migration leaves that was killed before it had made its indexes, after it, and after all but its mark. */
  const interruptions = [
    'create index workflow_execution_template_error_index_next on workflow_execution (id)',
    'alter index workflow_execution_duration_index rename to workflow_execution_duration_index_former',
    'select',
  ];

  it.each(interruptions)('can begin again where it was interrupted: %s', async (left) => {
    const { url, pool, client } = await withSomebodyAtWork(name);
    await client.query('commit');
    const before = await schemaOf(url);
    await migrateTo(url, 'up', name);
    const after = await schemaOf(url);

    await pool.query('delete from mikro_orm_migrations where name = $1', [name]);
    await pool.query(left);
    await migrateTo(url, 'up', name);
    expect(await schemaOf(url)).toEqual(after);

    await pool.query(left);
    await migrateTo(url, 'down', names[names.indexOf(name) - 1]);
    expect(await schemaOf(url)).toEqual(before);
  });
});
