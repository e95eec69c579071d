import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import {
  migrateBack,
  migrateDatabase,
  migrationStatus,
  PostgresAnalyticsStore,
} from '../../src/persistence/index.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { openTestPool } from '../support/test-pool.ts';
import { migrateTo } from './migrate-to.ts';

const names: readonly string[] = migrations.map(({ name }) => name);
const owner = randomUUID();
const databases: TestDatabase[] = [];

afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.drop()));
});

async function open(create: () => Promise<TestDatabase>): Promise<string> {
  const database = await create();
  databases.push(database);
  return database.url;
}

async function legacyTemplate(url: string, columns: Readonly<Record<string, unknown>>): Promise<string> {
  const id = randomUUID();
  const row = { id, owner_id: owner, name: 'T', description: 'T', config_hash: 'x', ...columns };
  const places = Object.keys(row).map((_, index) => `$${index + 1}`);
  await executeSql(
    url,
    `insert into workflow_template (${Object.keys(row).join(', ')}) values (${places.join(', ')})`,
    Object.values(row),
  );
  return id;
}

const figuresOf = async (url: string, id: string) =>
  (await executeSql(url, 'select * from template_analytics where template_id = $1', [id]))[0];

describe('a legacy database with rows that hurt', () => {
  it('keeps what templates were used for where half of it is unknown, and brings it back', async () => {
    const url = await open(createEmptyDatabase);
    await migrateTo(url, 'up', names[0]);
    const noRate = await legacyTemplate(url, { usage_count: 7 });
    const onlyTokens = await legacyTemplate(url, { total_tokens_used: 5_000_000_000 });
    const thirds = await legacyTemplate(url, { usage_count: 3, success_rate: 2 / 3, total_cost: 0.1 + 0.2 });
    const never = await legacyTemplate(url, {});
    const before = await executeSql(url, 'select to_jsonb(t) as row from workflow_template t order by id');
    await migrateDatabase(url);
    expect(await figuresOf(url, noRate)).toMatchObject({
      usage_count: '7',
      success_count: '0',
      failure_count: '0',
    });
    expect(await figuresOf(url, onlyTokens)).toMatchObject({ usage_count: '0', total_tokens: '5000000000' });
    expect(await figuresOf(url, thirds)).toMatchObject({
      success_count: '2',
      failure_count: '1',
      total_cost_micro_usd: '300000',
    });
    expect(await figuresOf(url, never)).toBeUndefined();
    await migrateTo(url, 'down', names[0]);
    const after = await executeSql<{ row: { total_cost: number } }>(
      url,
      'select to_jsonb(t) as row from workflow_template t order by id',
    );
    // Money is whole millionths of a dollar now.
    const rounded = JSON.stringify(before).replaceAll('0.30000000000000004', '0.3');
    expect(JSON.parse(JSON.stringify(after))).toEqual(JSON.parse(rounded));
  });

  it('keeps text of every script, and null where there was none', async () => {
    const url = await open(createEmptyDatabase);
    await migrateTo(url, 'up', names[0]);
    const name = '名前 — naïve 🧑‍🚀 \u202Eابجد" \\';
    const template = await legacyTemplate(url, { name, tags: JSON.stringify(['日本', '🧪']) });
    const definition = randomUUID();
    const execution = randomUUID();
    await executeSql(
      url,
      `insert into workflow_definition (id, owner_id, name, nodes, edges) values ($1, $2, $3, $4, '[]')`,
      [definition, owner, name, JSON.stringify([{ id: 'a', data: { label: name } }])],
    );
    await executeSql(
      url,
      `insert into workflow_execution (id, definition_id, owner_id, status, error_message, execution_log)
       values ($1, $2, $3, 'cancelled', $4, null)`,
      [execution, definition, owner, name],
    );
    await migrateDatabase(url);
    const [row] = await executeSql<{ row: unknown }>(
      url,
      `select jsonb_build_object('template', t.name, 'tags', t.tags, 'definition', d.name, 'draft', d.draft,
         'error', x.error, 'input', x.input, 'output', x.output, 'started', x.started_at) as row
       from workflow_template t, workflow_definition d, workflow_execution x
       where t.id = $1 and d.id = $2 and x.id = $3`,
      [template, definition, execution],
    );
    expect(row?.row).toMatchObject({
      template: name,
      tags: ['日本', '🧪'],
      definition: name,
      draft: { nodes: [{ id: 'a', data: { label: name } }] },
      error: { code: 'legacy/failed', message: name },
      input: null,
      output: null,
      started: null,
    });
  });

  it('counts every execution that had ended, and each once, however often it is migrated', async () => {
    const url = await open(createEmptyDatabase);
    await migrateTo(url, 'up', names[0]);
    const definition = randomUUID();
    await executeSql(
      url,
      `insert into workflow_definition (id, owner_id, name, nodes, edges) values ($1, $2, 'D', '[]', '[]')`,
      [definition, owner],
    );
    for (const status of ['completed', 'failed', 'cancelled', 'pending', 'running']) {
      await executeSql(
        url,
        'insert into workflow_execution (id, definition_id, owner_id, status) values ($1, $2, $3, $4)',
        [randomUUID(), definition, owner, status],
      );
    }
    await migrateDatabase(url);
    const counted = () =>
      executeSql(url, 'select status, count(*)::int as count from analytics_entry group by 1 order by 1');
    // What the former system had not finished nobody can go on with: it is failed.
    const all = [
      { status: 'cancelled', count: 1 },
      { status: 'completed', count: 1 },
      { status: 'failed', count: 3 },
    ];
    expect(await counted()).toEqual(all);
    await migrateTo(url, 'down', names[0]);
    await migrateDatabase(url);
    expect(await counted()).toEqual(all);
  });
});

describe('the way back from new data', () => {
  const analytics = names.indexOf('Migration20261127000400_analytics');
  const before = names[analytics - 1];

  async function used(): Promise<{ url: string; template: string; execution: string }> {
    const url = await open(createEmptyDatabase);
    await migrateTo(url, 'up', names[0]);
    const template = await legacyTemplate(url, {
      usage_count: 10,
      success_rate: 0.8,
      last_used_at: '2026-01-02T03:04:05Z',
    });
    await migrateDatabase(url);
    const ended = async (status: string, folded: boolean) => {
      const id = randomUUID();
      await executeSql(
        url,
        `insert into workflow_execution (id, owner_id, workflow_type, template_id, status, started_at, completed_at, live, usage)
         values ($1, $2, 'template', $3, $4, '2026-06-01Z', '2026-06-01 00:00:02Z', false, '{"totalTokens": 5, "costMicroUsd": 7}')`,
        [id, owner, template, status],
      );
      await executeSql(
        url,
        `insert into analytics_entry (execution_id, owner_id, workflow_type, template_id, status, total_tokens,
           cost_micro_usd, model_calls, tool_calls, duration_ms, ended_at)
         values ($1, $2, 'template', $3, $4, 5, 7, 0, 0, 2000, '2026-06-01 00:00:02Z')`,
        [id, owner, template, status],
      );
      if (folded) await withStore(url, (store) => store.fold(10));
      return id;
    };
    const execution = await ended('completed', true);
    await ended('failed', false);
    return { url, template, execution };
  }

  async function withStore<T>(url: string, work: (store: PostgresAnalyticsStore) => Promise<T>): Promise<T> {
    const pool = openTestPool(url);
    try {
      return await work(new PostgresAnalyticsStore(pool));
    } finally {
      await pool.end();
    }
  }

  const figures = (url: string, template: string) =>
    withStore(url, async (store) => (await store.templates(owner, [template])).get(template));

  it('keeps what templates were used for since, and counts it once on the way forward again', async () => {
    const { url, template } = await used();
    const now = await figures(url, template);
    expect(now).toMatchObject({ usageCount: 12, successCount: 9, failureCount: 3, totalTokens: 10 });
    await migrateTo(url, 'down', before);
    expect(await figuresOf(url, template)).toMatchObject({
      usage_count: '12',
      success_count: '9',
      failure_count: '3',
    });
    await migrateDatabase(url);
    expect(await figures(url, template)).toEqual(now);
    await withStore(url, (store) => store.fold(10));
    expect(await figures(url, template)).toEqual(now);
    expect(await withStore(url, (store) => store.recount({ mend: false }))).toEqual({
      templates: [],
      rollUps: 0,
    });
  });

  it('refuses to lose the analytics of deleted executions, and says how to go on', async () => {
    const { url, execution } = await used();
    await executeSql(url, 'delete from workflow_execution where id = $1', [execution]);
    await expect(migrateTo(url, 'down', before)).rejects.toThrow(
      'the analytics of 1 deleted executions would be lost: set chatter.drop_analytics to on',
    );
    const database = new URL(url).pathname.slice(1);
    await executeSql(url, `alter database ${database} set chatter.drop_analytics = on`);
    await migrateTo(url, 'down', before);
  });

  it('refuses to lose what was published, what templates are, and keys, also where nothing was executed', async () => {
    const url = await open(createTestDatabase);
    const eventLog = names.indexOf('Migration20261101000200_event_log');
    const id = randomUUID();
    await legacyTemplate(url, { graph: '{}' });
    await legacyTemplate(url, { graph: '{}', is_builtin: true });
    await executeSql(
      url,
      `with d as (insert into workflow_definition (id, owner_id, name, draft) values ($1, $1, 'D', '{}')),
         k as (insert into api_key (id, owner_id, name, role, hash) values ($1, $1, 'K', 'admin', 'h'))
       select`,
      [id],
    );
    await executeSql(
      url,
      `insert into workflow_definition_version (definition_id, version, graph, hash) values ($1, 1, '{}', 'h')`,
      [id],
    );
    await expect(migrateTo(url, 'down', names[eventLog - 1])).rejects.toThrow(
      '0 events, 1 published versions, the graphs of 1 templates and 1 API keys would be lost: set chatter.drop_event_log to on',
    );
    const database = new URL(url).pathname.slice(1);
    await executeSql(url, `alter database ${database} set chatter.drop_event_log = on`);
    await migrateTo(url, 'down', names[eventLog - 1]);
  });

  it('refuses to drop the tables of the former system where something is in them', async () => {
    const url = await open(createEmptyDatabase);
    await migrateTo(url, 'up', names[0]);
    await legacyTemplate(url, { is_builtin: true });
    await legacyTemplate(url, {});
    await expect(migrateTo(url, 'down', '')).rejects.toThrow(
      'everything would be lost, 0 executions, 0 definitions and 1 templates: set chatter.drop_everything to on',
    );
    await executeSql(url, 'delete from workflow_template where not is_builtin');
    await migrateTo(url, 'down', '');
  });

  it('refuses to lose ratings, and to bring deleted templates back', async () => {
    const url = await open(createTestDatabase);
    const template = await legacyTemplate(url, {});
    await executeSql(url, 'insert into template_rating (template_id, owner_id, rating) values ($1, $2, 4)', [
      template,
      owner,
    ]);
    await executeSql(url, 'update workflow_template set deleted_at = now() where id = $1', [template]);
    const templates = names[names.indexOf('Migration20261127000500_templates') - 1];
    await expect(migrateTo(url, 'down', templates)).rejects.toThrow(
      '1 ratings of templates would be lost, and 1 deleted templates would come back',
    );
  });

  it('refuses to lose changelogs, and to bring archived definitions back', async () => {
    const url = await open(createTestDatabase);
    const before = names[names.indexOf('Migration20261127000250_definition_lifecycle') - 1];
    const definitions = { archived: randomUUID(), published: randomUUID() };
    await executeSql(
      url,
      `insert into workflow_definition (id, owner_id, name, draft, archived_at)
       values ($1, $1, 'A', '{}', now()), ($2, $2, 'P', '{}', null)`,
      [definitions.archived, definitions.published],
    );
    await executeSql(
      url,
      `insert into workflow_definition_version (definition_id, version, graph, hash, changelog)
       values ($1, 1, '{}', 'h', 'First.'), ($1, 2, '{}', 'h', null)`,
      [definitions.published],
    );
    await expect(migrateTo(url, 'down', before)).rejects.toThrow(
      '1 changelogs of versions would be lost, 1 archived definitions would come back, and 0 executions',
    );
    await executeSql(url, 'update workflow_definition_version set changelog = null');
    await expect(migrateTo(url, 'down', before)).rejects.toThrow('1 archived definitions would come back');
    const database = new URL(url).pathname.slice(1);
    await executeSql(url, `alter database ${database} set chatter.drop_definition_lifecycle = on`);
    await migrateTo(url, 'down', before);
  });

  it('refuses to have executions forget definitions that were deleted', async () => {
    const url = await open(createTestDatabase);
    const before = names[names.indexOf('Migration20261127000250_definition_lifecycle') - 1];
    const deleted = randomUUID();
    await executeSql(
      url,
      `insert into workflow_definition (id, owner_id, name, draft, deleted_at) values ($1, $1, 'D', '{}', now())`,
      [deleted],
    );
    await executeSql(
      url,
      `insert into workflow_execution (id, owner_id, workflow_type, definition_id) values ($1, $2, 'definition', $3)`,
      [randomUUID(), owner, deleted],
    );
    await expect(migrateTo(url, 'down', before)).rejects.toThrow(
      '0 archived definitions would come back, and 1 executions would forget their definition, which was deleted',
    );
    await executeSql(url, 'delete from workflow_execution');
    await migrateTo(url, 'down', before);
  });

  it('refuses to lose conversations, and to have executions forget theirs', async () => {
    const url = await open(createTestDatabase);
    const id = '00000000-0000-7000-8000-0000000000c0';
    await executeSql(url, `insert into conversation (id, owner_id, title) values ($1, $2, 'Talk')`, [
      id,
      owner,
    ]);
    await executeSql(
      url,
      `insert into workflow_execution (id, owner_id, workflow_type, conversation_id) values ($1, $2, 'chat', $1)`,
      [id, owner],
    );
    const conversations = names[names.indexOf('Migration20261127000700_conversations') - 1];
    const refused = '1 conversations would be lost, and 1 executions would forget theirs';
    await expect(migrateTo(url, 'down', conversations)).rejects.toThrow(refused);
    await executeSql(url, 'delete from conversation');
    await expect(migrateTo(url, 'down', conversations)).rejects.toThrow('1 executions would forget theirs');
    await executeSql(
      url,
      `alter database ${new URL(url).pathname.slice(1)} set chatter.drop_conversations = on`,
    );
    await migrateTo(url, 'down', conversations);
    await migrateDatabase(url);
    expect(await executeSql(url, 'select conversation_id from workflow_execution')).toEqual([
      { conversation_id: null },
    ]);
  });
});

describe('one migration at a time', () => {
  it('goes back to an empty database and says where it stands, and forward again', async () => {
    const url = await open(createTestDatabase);
    const back: (string | null)[] = [];
    for (let name = await migrateBack(url); name !== null; name = await migrateBack(url)) back.push(name);
    expect(back).toEqual(names.toReversed());
    expect(await migrationStatus(url)).toEqual(names.map((name) => ({ name, appliedAt: null })));
    await migrateDatabase(url);
    expect((await migrationStatus(url)).map(({ appliedAt }) => appliedAt)).toEqual(
      names.map(() => expect.any(Date)),
    );
  });

  it('is refused with a code where it would lose something, and then nothing has changed', async () => {
    const url = await open(createTestDatabase);
    const template = await legacyTemplate(url, {});
    await executeSql(url, 'insert into template_rating (template_id, owner_id, rating) values ($1, $2, 4)', [
      template,
      owner,
    ]);
    const applied = async () =>
      (await migrationStatus(url)).filter(({ appliedAt }) => appliedAt !== null).length;
    while ((await applied()) > names.indexOf('Migration20261127000500_templates') + 1) await migrateBack(url);
    const count = await applied();
    await expect(migrateBack(url)).rejects.toMatchObject({
      code: 'database/would-lose',
      message: expect.stringMatching(/^1 ratings .* set chatter.drop_template_ratings to on/),
    });
    expect(await applied()).toBe(count);
  });
});
