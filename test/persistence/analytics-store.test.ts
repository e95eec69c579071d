import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { binOf } from '../../src/analytics/histogram.ts';
import { PostgresAnalyticsStore } from '../../src/persistence/index.ts';
import type { AnalyticsGrain, AnalyticsQuery } from '../../src/runtime/ports/analytics-store.ts';
import { openTestPool } from '../support/test-pool.ts';
import { openStoresUnderTest, type StoresUnderTest } from './stores/stores-under-test.ts';

const owner = randomUUID();
const definitionId = randomUUID();
const noon = Date.UTC(2026, 2, 1, 12);
const hour = 3_600_000;

let stores: StoresUnderTest;

beforeEach(async () => {
  stores = await openStoresUnderTest();
});
afterEach(() => stores.close());

interface Ended {
  readonly owner?: string;
  readonly status?: 'completed' | 'failed' | 'cancelled';
  readonly type?: string;
  readonly definitionId?: string | null;
  readonly version?: number | null;
  readonly templateId?: string | null;
  readonly error?: string | null;
  readonly tokens?: number | null;
  readonly cost?: number | null;
  readonly duration?: number | null;
  readonly firstText?: number | null;
  readonly at?: number;
}

/** The entry of an execution that has ended, as the commit that ends it writes it. */
async function ended(one: Ended = {}): Promise<string> {
  const id = randomUUID();
  const { status = 'completed', type = 'definition', tokens = 10, cost = 100, duration = 1000 } = one;
  await stores.sql(
    `insert into analytics_entry (execution_id, owner_id, workflow_type, definition_id, definition_version, template_id,
       status, error_code, input_tokens, output_tokens, total_tokens, cost_micro_usd, model_calls, tool_calls,
       duration_ms, first_text_ms, ended_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $9, $10, 1, 0, $11, $12, $13)`,
    id,
    one.owner ?? owner,
    type,
    one.definitionId === undefined ? definitionId : one.definitionId,
    one.version ?? null,
    one.templateId ?? null,
    status,
    one.error ?? null,
    tokens,
    cost,
    duration,
    one.firstText ?? null,
    new Date(one.at ?? noon),
  );
  return id;
}

async function called(executionId: string, path: string, model: string, cost: number | null): Promise<void> {
  await stores.sql(
    `insert into usage_entry (id, execution_id, path, attempt, provider, model, input_tokens, output_tokens,
       total_tokens, cost_micro_usd, at) values ($1, $2, $3, 1, 'acme', $4, 3, 4, 7, $5, now())`,
    randomUUID(),
    executionId,
    path,
    model,
    cost,
  );
}

const query = (grain: AnalyticsGrain, more: Partial<AnalyticsQuery> = {}): AnalyticsQuery => ({
  ownerId: owner,
  from: noon - 24 * hour,
  to: noon + 24 * hour,
  grain,
  types: null,
  definitionId: null,
  definitionVersion: null,
  templateId: null,
  ...more,
});

/** Everything that can be asked, in an order of its own. */
async function everything(grain: AnalyticsGrain, more: Partial<AnalyticsQuery> = {}): Promise<unknown> {
  const { analytics } = stores;
  const span = grain === 'minute' ? { from: noon - hour, to: noon + 2 * hour } : {};
  const asked = query(grain, { ...span, ...more });
  return {
    totals: sorted(await analytics.totals(asked)),
    buckets: [...(await analytics.buckets(asked))]
      .toSorted(([a], [b]) => a - b)
      .map(([at, one]) => [at, sorted(one)]),
    definitions: (await analytics.groups(asked, 'definition', 20)).map(sorted),
    versions: (await analytics.groups(asked, 'definition-version', 20)).map(sorted),
    templates: (await analytics.groups(asked, 'template', 20)).map(sorted),
    types: (await analytics.groups(asked, 'type', 20)).map(sorted),
    owners: (await analytics.groups(asked, 'owner', 20)).map(sorted),
    models: await analytics.calls(asked, 'model', 20),
    nodes: await analytics.calls(asked, 'node', 20),
    failures: await analytics.failures(asked, 20),
  };
}

/** Histograms are sets: their bins come in any order. */
function sorted<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value), (key, one) =>
    key.endsWith('Bins') ? one.toSorted(([a]: number[], [b]: number[]) => (a ?? 0) - (b ?? 0)) : one,
  );
}

async function someExecutions(): Promise<void> {
  const first = await ended({ version: 1, duration: 1200, firstText: 80 });
  const second = await ended({ version: 2, status: 'failed', error: 'node/timeout', at: noon + 60_000 });
  await ended({ status: 'cancelled', duration: null, tokens: null, cost: null, at: noon + hour });
  const other = await ended({ definitionId: null, type: 'custom', duration: 45_000, firstText: 900 });
  await ended({ owner: randomUUID(), duration: 7 });
  await called(first, 'answer', 'large', 40);
  await called(first, 'refine[2]/answer', 'small', null);
  await called(second, 'answer', 'large', 60);
  await called(other, 'answer', 'large', 1);
}

describe('analytics', () => {
  it('say the same of entries, of roll-ups, and of some of each', async () => {
    await someExecutions();
    for (const grain of ['day', 'hour'] as const) {
      const before = await everything(grain);
      expect(await stores.analytics.fold(2)).toBe(2);
      expect(await everything(grain)).toEqual(before);
    }
    const before = await everything('minute');
    expect(await stores.analytics.fold(100)).toBe(1);
    expect(await everything('minute')).toEqual(before);
    expect(await stores.analytics.fold(100)).toBe(0);
  });

  it('say the same of entries and of roll-ups whatever is asked for, wherever months and days begin', async () => {
    const templateId = randomUUID();
    const moments = ['2025-12-31T23:59:59.999Z', '2026-01-01T00:00:00Z', '2026-01-31T22:10:00Z'];
    moments.push('2026-02-01T00:00:00Z', '2026-02-14T07:00:00Z', '2026-02-28T23:59:59.999Z');
    moments.push('2026-03-01T00:00:00Z', '2026-03-01T00:59:59Z', '2026-03-02T01:00:00Z');
    for (const [index, moment] of moments.entries()) {
      const at = Date.parse(moment);
      const execution = await ended({ at, version: 1 + (index % 2), duration: 10 ** (1 + (index % 4)) });
      await called(execution, 'answer', index % 2 === 0 ? 'large' : 'small', index);
      await ended({ at, type: 'template', definitionId: null, templateId, firstText: 20 + index });
      await ended({ at, owner: templateId, status: 'failed', error: 'node/timeout', duration: null });
    }
    const filters: readonly Partial<AnalyticsQuery>[] = [
      {},
      { types: ['template', 'chat'] },
      { definitionId },
      { definitionId, definitionVersion: 2 },
      { templateId },
      { ownerId: null },
      { ownerId: null, types: ['definition'] },
      { ownerId: null, definitionId },
    ];
    const spans = [
      { from: Date.UTC(2025, 11, 31), to: Date.UTC(2026, 2, 3) },
      { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 2, 1) },
      { from: Date.UTC(2026, 0, 31), to: Date.UTC(2026, 2, 2) },
    ];
    const all = async () => {
      const answers: unknown[] = [];
      for (const filter of filters) {
        for (const span of spans) answers.push(await everything('day', { ...filter, ...span }));
        const hours = { from: Date.UTC(2026, 0, 31, 22), to: Date.UTC(2026, 2, 1, 1) };
        answers.push(await everything('hour', { ...filter, ...hours }));
        answers.push(await everything('minute', { ...filter, from: hours.to - hour, to: hours.to }));
      }
      return answers;
    };
    const before = await all();
    expect(await stores.analytics.fold(100)).toBe(27);
    expect(await all()).toEqual(before);
  });

  it('count what happened, with what is unknown counted apart, and never as nothing', async () => {
    await someExecutions();
    const totals = await stores.analytics.totals(query('day'));
    expect(totals).toMatchObject({ executions: 4, completed: 2, failed: 1, cancelled: 1, modelCalls: 4 });
    expect(totals).toMatchObject({
      totalTokens: 30,
      unknownTokensCount: 1,
      costMicroUsd: 300,
      unknownCostCount: 1,
    });
    expect(totals).toMatchObject({ timedCount: 3, durationMs: 47_200, firstTextCount: 2, firstTextMs: 980 });
    expect(sorted(totals).durationBins).toEqual(
      sorted({ xBins: [1000, 1200, 45_000].map((ms) => [binOf(ms), 1]) }).xBins,
    );
    const models = await stores.analytics.calls(query('day'), 'model', 20);
    expect(
      models.map(({ model, figures }) => [
        model,
        figures.calls,
        figures.costMicroUsd,
        figures.unknownCostCount,
      ]),
    ).toEqual([
      ['large', 3, 101, 0],
      ['small', 1, 0, 1],
    ]);
    const nodes = await stores.analytics.calls(query('day'), 'node', 20);
    expect(nodes.map(({ nodeId, definitionId: of, figures }) => [nodeId, of, figures.calls])).toEqual([
      ['answer', definitionId, 3],
      ['answer', null, 1],
    ]);
    expect(await stores.analytics.failures(query('day'), 20)).toEqual([{ code: 'node/timeout', count: 1 }]);
  });

  it('by time: each bucket has what ended in it, its beginning included and its end not', async () => {
    await ended({ at: noon });
    await ended({ at: noon + hour - 1 });
    await ended({ at: noon + hour });
    const counts = async (grain: AnalyticsGrain, more: Partial<AnalyticsQuery> = {}) =>
      [...(await stores.analytics.buckets(query(grain, more)))].map(([at, { executions }]) => [
        at,
        executions,
      ]);
    const perHour = [
      [noon, 2],
      [noon + hour, 1],
    ];
    expect((await counts('hour')).toSorted()).toEqual(perHour);
    await stores.analytics.fold(100);
    expect((await counts('hour')).toSorted()).toEqual(perHour);
    expect(await counts('day')).toEqual([[noon - 12 * hour, 3]]);
    expect(await counts('hour', { from: noon + hour })).toEqual([[noon + hour, 1]]);
    expect(await counts('second', { from: noon, to: noon + 1000 })).toEqual([[noon, 1]]);
  });

  it("are of the owner's executions alone, unless everybody's are asked for", async () => {
    const other = randomUUID();
    await ended();
    await ended({ owner: other });
    await stores.analytics.fold(100);
    await ended({ owner: other });
    expect((await stores.analytics.totals(query('day'))).executions).toBe(1);
    const owners = await stores.analytics.groups(query('day', { ownerId: null }), 'owner', 20);
    expect(owners.map(({ ownerId, figures }) => [ownerId, figures.executions])).toEqual([
      [other, 2],
      [owner, 1],
    ]);
  });

  it('are of what the filter lets through', async () => {
    await ended({ version: 1 });
    await ended({ version: 2 });
    await ended({ definitionId: null, type: 'chat' });
    await stores.analytics.fold(1);
    const count = async (more: Partial<AnalyticsQuery>) =>
      (await stores.analytics.totals(query('hour', more))).executions;
    expect(await count({ definitionId })).toBe(2);
    expect(await count({ definitionId, definitionVersion: 2 })).toBe(1);
    expect(await count({ types: ['chat', 'template'] })).toBe(1);
    expect(await count({ types: [] })).toBe(0);
    expect(await count({ definitionId: 'no id' })).toBe(0);
    expect(await count({ templateId: randomUUID() })).toBe(0);
  });

  it('hold every entry once, however many processes fold at the same time', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, index) => ended({ at: noon + index * 1000 })));
    for (let folded = 0; folded < 60; ) {
      const counts = await Promise.all([1, 2, 3].map(() => stores.analytics.fold(7)));
      folded += counts.reduce((sum, one) => sum + one, 0);
    }
    const rolled = await stores.sql<{ sum: number }>(
      'select level, grain, sum(executions)::int as sum from analytics_rollup group by level, grain',
    );
    // By hour, day and month: everyone's, the owner's, those of the type, those of the definition.
    expect(rolled.map(({ sum }) => sum)).toEqual(Array(12).fill(60));
    expect((await stores.analytics.totals(query('hour'))).executions).toBe(60);
  });

  it('are as they were where a fold broke off in the middle', async () => {
    await ended();
    await stores.sql(`alter table analytics_rollup add constraint broken check (executions < 1)`);
    await expect(stores.analytics.fold(10)).rejects.toThrow('broken');
    expect((await stores.analytics.totals(query('day'))).executions).toBe(1);
    await stores.sql('alter table analytics_rollup drop constraint broken');
    expect(await stores.analytics.fold(10)).toBe(1);
    expect((await stores.analytics.totals(query('day'))).executions).toBe(1);
  });
});

describe('a recount of the roll-ups', () => {
  it('finds no difference where the clock of the database is set to another time zone', async () => {
    await someExecutions();
    await stores.analytics.fold(2);
    const database = new URL(stores.url).pathname.slice(1);
    await stores.sql(`alter database ${database} set timezone to 'Asia/Kathmandu'`);
    const pool = openTestPool(stores.url);
    const analytics = new PostgresAnalyticsStore(pool);
    await analytics.fold(100);
    expect(await analytics.recount({ mend: false })).toEqual({ templates: [], rollUps: 0 });
    expect([...(await analytics.buckets(query('day'))).keys()]).toEqual([noon - 12 * hour]);
    await pool.end();
  });

  it.each([
    ['executions', 'update analytics_rollup set executions = executions + 1'],
    ['tokens', 'update analytics_rollup set total_tokens = total_tokens - 1'],
    ['cost', 'update analytics_rollup set unknown_cost_count = unknown_cost_count + 1'],
    [
      'owners',
      `update analytics_rollup set owner_id = gen_random_uuid(), id = gen_random_uuid() where level = 'owner'`,
    ],
    ['durations', 'update analytics_rollup set duration_bins[1] = duration_bins[1] - 1'],
    [
      'times of the first text',
      'update analytics_rollup set first_text_counts[1] = first_text_counts[1] + 1',
    ],
    ['durations that are gone', 'update analytics_rollup set duration_bins = null, duration_counts = null'],
    ['rows that are gone', 'delete from analytics_rollup'],
  ])('finds that %s differ from the entries, and mends it', async (_, spoil) => {
    await someExecutions();
    await stores.analytics.fold(100);
    const before = [await everything('day'), await everything('hour')];
    await stores.sql(spoil);
    const { rollUps } = await stores.analytics.recount({ mend: false });
    expect(rollUps).toBeGreaterThan(0);
    expect(await stores.analytics.recount({ mend: true })).toEqual({ templates: [], rollUps });
    expect([await everything('day'), await everything('hour')]).toEqual(before);
    expect(await stores.analytics.recount({ mend: true })).toEqual({ templates: [], rollUps: 0 });
  });
});
