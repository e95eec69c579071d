import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { migrateDatabase } from '../../src/persistence/index.ts';
import type { AnalyticsQuery } from '../../src/runtime/ports/analytics-store.ts';
import { openTestPool } from '../support/test-pool.ts';
import { migrateTo } from './migrate-to.ts';
import { schemaOf } from './schema-of.ts';
import { openStoresUnderTest, type StoresUnderTest } from './stores/stores-under-test.ts';

const names: readonly string[] = migrations.map(({ name }) => name);
const name = 'Migration20261127000800_analytics_levels';
const before = names[names.indexOf(name) - 1];
const [owner, other, definition, template] = Array.from({ length: 4 }, () => randomUUID());

let stores: StoresUnderTest;

beforeEach(async () => {
  stores = await openStoresUnderTest();
});
afterEach(() => stores.close());

/** Rows at the edges of months, with nothing that may be missing, and with much of one sort. */
async function fill(): Promise<void> {
  await stores.sql(
    `insert into analytics_entry (execution_id, owner_id, workflow_type, definition_id, definition_version, template_id,
       status, error_code, total_tokens, cost_micro_usd, model_calls, tool_calls, duration_ms, first_text_ms, ended_at)
     select gen_random_uuid(), owner, type, definition, version, template, status, error, tokens, tokens, 1, 0, duration, first_text, at
     from (values
       ($1::uuid, 'definition', $3::uuid, 1, null::uuid, 'completed', null, 10, 1200, 80, '2025-12-31T23:59:59.999Z'::timestamptz),
       ($1, 'definition', $3, 2, null, 'completed', null, 9000000000, 0, 0, '2026-01-01T00:00:00Z'),
       ($1, 'definition', $3, null, null, 'failed', 'Fehler: „ü" | 🧨', null, null, null, '2026-02-28T23:59:59.999Z'),
       ($1, 'template', null, null, $4::uuid, 'cancelled', null, null, null, null, '2026-03-01T00:00:00Z'),
       ($1, 'chat', null, null, null, 'completed', null, 3, 604800000, 1, '2026-03-01T12:00:00Z'),
       ($2, 'template', null, null, $4, 'failed', '', 3, 1, null, '2026-03-01T12:00:00Z')
     ) as one (owner, type, definition, version, template, status, error, tokens, duration, first_text, at)
     union all
     select gen_random_uuid(), $1, 'custom', null, null, null, 'completed', null, n, null, 1, 0, n * n, n,
       '2026-01-15Z'::timestamptz + n * interval '37 minutes'
     from generate_series(1, 200) n`,
    owner,
    other,
    definition,
    template,
  );
  await stores.sql(
    `insert into usage_entry (id, execution_id, path, attempt, provider, model, total_tokens, cost_micro_usd, at)
     select gen_random_uuid(), execution_id, 'inner[' || model_calls || ']/answer', 1, 'acme', status, total_tokens, null, now()
     from analytics_entry`,
  );
}

async function figures(): Promise<unknown> {
  const { analytics } = stores;
  const answers: unknown[] = [];
  const nothing = { types: null, definitionId: null, definitionVersion: null, templateId: null };
  const spans = [
    { grain: 'day', from: Date.UTC(2025, 11, 31), to: Date.UTC(2026, 3, 1) },
    { grain: 'hour', from: Date.UTC(2026, 0, 16, 7), to: Date.UTC(2026, 2, 1, 13) },
  ] as const;
  for (const span of spans) {
    for (const ownerId of [owner ?? null, null]) {
      const query: AnalyticsQuery = { ...nothing, ...span, ownerId };
      answers.push(await analytics.totals(query), [...(await analytics.buckets(query))].sort());
      for (const by of ['definition-version', 'template', 'type', 'owner'] as const) {
        answers.push(await analytics.groups(query, by, 20));
      }
      answers.push(await analytics.calls(query, 'model', 20), await analytics.failures(query, 20));
    }
  }
  return JSON.parse(JSON.stringify(answers), (key, value) => (key.endsWith('Bins') ? value.sort() : value));
}

describe('roll-ups that had their histograms apart', () => {
  it('are carried over: every figure stays, and a recount finds no difference', async () => {
    await fill();
    const schema = await schemaOf(stores.url);
    await stores.analytics.fold(205);
    // Of calls that are gone, only the roll-ups know.
    await stores.sql('delete from usage_entry u using analytics_entry e where e.folded');
    const known = await figures();

    await migrateTo(stores.url, 'down', before);
    await migrateDatabase(stores.url);
    expect(await schemaOf(stores.url)).toEqual(schema);
    expect(await figures()).toEqual(known);
    expect(await stores.analytics.recount({ mend: false })).toEqual({ templates: [], rollUps: 0 });
    expect(await stores.analytics.fold(10)).toBe(1);
    expect(await figures()).toEqual(known);
    expect(await stores.analytics.recount({ mend: false })).toEqual({ templates: [], rollUps: 0 });
  });

  it('are, on the way back, what was there before: every execution in an hour and a day, at two levels', async () => {
    await fill();
    await stores.analytics.fold(1000);
    await migrateTo(stores.url, 'down', before);
    const [timed, spoke] = [204, 203];
    expect(
      await stores.sql(
        `select grain, is_placed, sum(executions)::int as executions, sum(timed_count)::int as timed,
           sum((select sum(h.executions) from analytics_histogram h where rollup_id = id and measure = 'duration'))::int as durations,
           sum((select sum(h.executions) from analytics_histogram h where rollup_id = id and measure = 'first-text'))::int as first_texts
         from analytics_rollup group by 1, 2 order by 1, 2`,
      ),
    ).toEqual(
      ['day', 'hour'].flatMap((grain) =>
        [false, true].map((isPlaced) => ({
          grain,
          is_placed: isPlaced,
          executions: 206,
          timed,
          durations: timed,
          first_texts: spoke,
        })),
      ),
    );
    // By its id, the former version finds the row to add to.
    const key =
      'grain, is_placed, bucket_at, owner_id, workflow_type, template_id, definition_id, definition_version, status, error_code';
    const parts = key.split(', ').map((column) => `coalesce(${column}::text, '-')`);
    expect(
      await stores.sql(
        `select id from analytics_rollup where id <> md5(concat_ws('|', ${parts.join(', ')}))::uuid`,
      ),
    ).toEqual([]);
    expect(await stores.sql(`select from analytics_call_rollup where grain = 'month'`)).toEqual([]);
  });

  it('can be read, and executions can end, while somebody keeps the new ones from their place', async () => {
    await fill();
    await stores.analytics.fold(205);
    await migrateTo(stores.url, 'down', before);
    const pool = openTestPool(stores.url, 3);
    const [reader, other] = [await pool.connect(), await pool.connect()];
    await reader.query('begin');
    await reader.query('select from analytics_rollup limit 1');
    const migrating = migrateTo(stores.url, 'up', name);
    const wait = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await vi.waitFor(async () => expect((await pool.query(wait)).rowCount).toBe(1), {
      timeout: 20_000,
      interval: 10,
    });
    await other.query(`set lock_timeout = '10s'`);
    expect((await other.query('select from analytics_rollup')).rowCount).toBeGreaterThan(0);
    expect((await other.query('update analytics_entry set tool_calls = 0 where not folded')).rowCount).toBe(
      1,
    );
    await reader.query('commit');
    await migrating;
    expect(await stores.analytics.recount({ mend: false })).toEqual({ templates: [], rollUps: 0 });
    reader.release();
    other.release();
    await pool.end();
  });

  it('may be none', async () => {
    await migrateTo(stores.url, 'down', before);
    await migrateDatabase(stores.url);
    expect(await stores.analytics.recount({ mend: false })).toEqual({ templates: [], rollUps: 0 });
  });
});
