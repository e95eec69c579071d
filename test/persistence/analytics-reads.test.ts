import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFacts, executionFacts, type Facts } from '../../src/persistence/analytics-store/query-source.ts';
import type { AnalyticsQuery } from '../../src/runtime/ports/analytics-store.ts';
import { rowsRead } from '../support/rows-read.ts';
import { openTestPool } from '../support/test-pool.ts';
import { openStoresUnderTest, type StoresUnderTest } from './stores/stores-under-test.ts';

let stores: StoresUnderTest;
let pool: Pool;

/** Of a kind of thing, the one with this number. */
const idOf = (kind: number, number: number) =>
  `00000000-0000-7000-${kind}000-${number.toString(16).padStart(12, '0')}`;
const idSql = (kind: number, number: string) =>
  `('00000000-0000-7000-${kind}000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
const [owners, definitions, templates] = [1, 2, 3];
const day = 86_400_000;
const start = Date.UTC(2025, 0, 1);
const days = 400;

/** Half of it is of one owner. Most is of two hundred definitions, some of ten templates. */
beforeAll(async () => {
  stores = await openStoresUnderTest();
  pool = openTestPool(stores.url);
  await stores.sql(
    `insert into analytics_entry (execution_id, owner_id, workflow_type, definition_id, definition_version, template_id,
       status, error_code, model_calls, tool_calls, duration_ms, ended_at)
     select gen_random_uuid(), ${idSql(owners, 'case when n % 2 = 0 then 0 else n % 51 end')}, type,
       case when type = 'definition' then ${idSql(definitions, 'chance % 200')} end,
       case when type = 'definition' then 1 + n % 3 end,
       case when type = 'template' then ${idSql(templates, 'chance % 10')} end,
       case when n % 10 = 0 then 'failed' else 'completed' end, case when n % 10 = 0 then 'node/timeout' end,
       1, 0, chance, $1::timestamptz + n * interval '${days} days' / 12000
     from (
       select n, chance, case when chance < 700 then 'definition' when chance < 900 then 'template' else 'chat' end as type
       from (select n, n * 7919 % 1000 as chance from generate_series(0, 11999) n) numbers
     ) ended`,
    new Date(start),
  );
  await stores.sql(
    `insert into usage_entry (id, execution_id, path, attempt, provider, model, at)
     select gen_random_uuid(), execution_id, 'answer', 1, 'acme', 'large', ended_at from analytics_entry`,
  );
  while ((await stores.analytics.fold(3000)) > 0);
  for (const table of ['analytics_entry', 'analytics_rollup', 'analytics_call_rollup', 'usage_entry']) {
    await stores.sql(`vacuum analyze ${table}`);
  }
}, 240_000);
afterAll(async () => {
  await pool.end();
  await stores.close();
});

const nothing = { types: null, definitionId: null, definitionVersion: null, templateId: null };

const places: readonly Partial<AnalyticsQuery>[] = [
  {},
  { definitionId: idOf(definitions, 7) },
  { definitionId: idOf(definitions, 7), definitionVersion: 2 },
  { templateId: idOf(templates, 3) },
];
const types: readonly Partial<AnalyticsQuery>[] = [{ types: ['chat'] }, { types: ['chat', 'template'] }];
const spans = [
  { grain: 'day', from: start + 20 * day, to: start + 385 * day },
  { grain: 'hour', from: start + 100 * day, to: start + 140 * day },
  { grain: 'minute', from: start + 100 * day, to: start + 100.5 * day },
] as const;

/** Of one who has much and one who has little, and of everybody. */
const queriesOf = (filters: readonly Partial<AnalyticsQuery>[]) =>
  [idOf(owners, 0), idOf(owners, 7), null].flatMap((ownerId) =>
    filters.flatMap((filter) =>
      spans.map((span): AnalyticsQuery => ({ ...nothing, ...span, ...filter, ownerId })),
    ),
  );

/** What may be read for an answer that is made of little. */
const atLeast = 500;

/** A question that reads too much, with what it has read. */
async function excess(asked: AnalyticsQuery, { text, values }: Facts): Promise<readonly string[]> {
  const { rows } = await pool.query<{ made: number }>(
    `select count(*)::int as made from (${text}) as facts`,
    values,
  );
  const made = rows[0]?.made ?? 0;
  const read = await rowsRead(pool, { text, values });
  return read > Math.max(atLeast, 20 * made) ? [`${JSON.stringify(asked)} read ${read} for ${made}`] : [];
}

describe('a question of analytics reads at most twenty times what its answer is made of', () => {
  it.each([
    { by: 'in all', columns: [], filters: [...places, ...types] },
    { by: 'by bucket', columns: ['bucket_at'], filters: [...places, ...types] },
    { by: 'by owner', columns: ['owner_id'], filters: [...places, ...types] },
    { by: 'by type', columns: ['workflow_type'], filters: [...places, ...types] },
    { by: 'by definition', columns: ['definition_id'], filters: places },
    { by: 'by template', columns: ['template_id'], filters: places },
  ])('whoever asks, of whatever, $by', async ({ columns, filters }) => {
    const found: string[] = [];
    for (const query of queriesOf(filters)) {
      found.push(...(await excess(query, executionFacts(query, columns))));
    }
    expect(found).toEqual([]);
  });

  it('also of calls', async () => {
    const found: string[] = [];
    for (const query of queriesOf(places)) found.push(...(await excess(query, callFacts(query))));
    expect(found).toEqual([]);
  });

  it('which is few for a year, whether of one owner or of everybody', async () => {
    const year = { ...nothing, ...spans[0] };
    for (const ownerId of [null, idOf(owners, 0)]) {
      expect(await rowsRead(pool, executionFacts({ ...year, ownerId }, []))).toBeLessThan(atLeast);
    }
  });

  it('and a look for what has no index is found to read more', async () => {
    const text = `select id from analytics_rollup where error_code = 'node/other'`;
    expect(await rowsRead(pool, { text, values: [] })).toBeGreaterThan(atLeast);
  });
});
