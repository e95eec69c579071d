import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/app/index.ts';
import type { JsonObject } from '../../src/kernel/index.ts';
import { createModels, createOfflineProvider } from '../../src/models/index.ts';
import { PostgresAnalyticsStore } from '../../src/persistence/index.ts';
import type { TemplateFigures } from '../../src/runtime/ports/analytics-store.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { loggedEvents } from '../support/logged-events.ts';
import { eventOf, execute, openTestRuntime, testViewer } from '../support/runtime.ts';
import { openTestPool } from '../support/test-pool.ts';

let database: TestDatabase;
let pool: Pool;
let analytics: PostgresAnalyticsStore;
const runtimes: Runtime[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openTestPool(database.url, 4);
  analytics = new PostgresAnalyticsStore(pool);
});
afterEach(async () => {
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** The offline models at a price: a millionth of a dollar for every token. */
function pricedModels() {
  const offline = createOfflineProvider(systemClock);
  const sent = { input: 1_000_000, cachedInput: 1_000_000, cacheWrite: 1_000_000 };
  const generated = { output: 1_000_000, reasoning: 1_000_000 };
  const prices = [{ version: 'a token, a millionth', from: null, ...sent, ...generated }];
  return createModels([{ ...offline, models: offline.models.map((model) => ({ ...model, prices })) }]);
}

async function open(): Promise<Runtime> {
  const runtime = await openTestRuntime({ url: database.url, models: pricedModels() });
  runtimes.push(runtime);
  return runtime;
}

/** Calls a model, and then ends as its parameters say. */
const graph = {
  nodes: [
    { id: 'start', type: 'start' },
    {
      id: 'say',
      type: 'model',
      config: { provider: 'offline', model: 'echo', prompt: '{{ params.words }}' },
    },
    {
      id: 'last',
      type: 'noop',
      retry: { maxAttempts: 3, backoffMs: 0 },
      config: {
        fail: '{{ params.fail }}',
        failTimes: '{{ params.failTimes }}',
        hang: '{{ params.hang }}',
      },
    },
  ],
  edges: [
    { source: 'start', target: 'say' },
    { source: 'say', target: 'last' },
  ],
};
const parameters = {
  type: 'object',
  properties: {
    words: { type: 'string', default: 'one two three' },
    fail: { type: 'boolean', default: false },
    failTimes: { type: 'integer', default: 0 },
    hang: { type: 'boolean', default: false },
  },
};

async function template(runtime: Runtime): Promise<string> {
  const input = { name: 'Mixed', description: 'Of every sort', category: null, tags: [], isPublic: true };
  const created = await runtime.app.createTemplate(testViewer, {
    ...input,
    graph,
    parameters,
    baseTemplateId: null,
  });
  return created.id;
}

function run(runtime: Runtime, id: string, given: JsonObject, waitMs = 30_000) {
  return execute(runtime.app, null, { target: { kind: 'template', id }, parameters: given, waitMs });
}

async function figuresOf(id: string, { ownerId }: Viewer = testViewer): Promise<TemplateFigures | undefined> {
  return (await analytics.templates(ownerId, [id])).get(id);
}

/** The same from the rows of the executions, which know nothing of entries. */
async function recounted(id: string): Promise<unknown> {
  const { rows } = await pool.query(
    `select count(*)::int as "usageCount",
       (count(*) filter (where status = 'completed'))::int as "successCount",
       (count(*) filter (where status = 'failed'))::int as "failureCount",
       (count(*) filter (where status = 'cancelled'))::int as "cancelCount",
       sum((usage ->> 'totalTokens')::int)::int as "totalTokens",
       (count(*) filter (where usage ->> 'totalTokens' is null))::int as "unknownTokensCount",
       coalesce(sum((usage ->> 'costMicroUsd')::int), 0)::int as "totalCostMicroUsd",
       (count(*) filter (where usage ->> 'costMicroUsd' is null))::int as "unknownCostCount",
       sum(round(extract(epoch from completed_at - started_at) * 1000))::int as "totalDurationMs",
       (count(started_at))::int as "timedCount",
       (extract(epoch from max(completed_at)) * 1000)::float8 as "lastUsedAt",
       (extract(epoch from max(completed_at) filter (where status = 'completed')) * 1000)::float8 as "lastSuccessAt",
       (extract(epoch from max(completed_at) filter (where status = 'failed')) * 1000)::float8 as "lastFailureAt"
     from workflow_execution where template_id = $1 and completed_at is not null`,
    [id],
  );
  return rows[0];
}

async function endedCount(id: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from workflow_execution where template_id = $1 and completed_at is not null',
    [id],
  );
  return rows[0]?.count ?? 0;
}

describe('the figures of a template', () => {
  it('equal a recount while 64 executions of it end in every way, and others fold and hand over', async () => {
    const [first, second] = [await open(), await open()];
    const id = await template(first);
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        const before = await endedCount(id);
        const { usageCount = 0 } = (await figuresOf(id)) ?? {};
        expect(usageCount).toBeGreaterThanOrEqual(before);
        expect(usageCount).toBeLessThanOrEqual(await endedCount(id));
        await Promise.all([analytics.fold(3), analytics.fold(3)]);
      }
    })();
    const executions = Array.from({ length: 64 }, async (_, index) => {
      const kind = index % 4;
      if (kind === 0) return run(second, id, { words: 'a b c d' });
      if (kind === 1) return run(second, id, { fail: true });
      if (kind === 2) return run(second, id, { failTimes: 2 });
      const { id: hanging } = await run(second, id, { hang: true }, 0);
      await eventOf(second.app, hanging, 'UsageRecorded');
      // Half of what hangs does so in the first process, which hands it over.
      if (index === 63) await first.close();
      await second.app.cancelExecution(testViewer, hanging);
      return eventOf(second.app, hanging, 'ExecutionCancelled');
    });
    await Promise.all(executions);
    isOver = true;
    await watching;

    expect(await figuresOf(id)).toMatchObject({
      usageCount: 64,
      successCount: 32,
      failureCount: 16,
      cancelCount: 16,
      totalTokens: 16 * 8 + 48 * 6,
      unknownCostCount: 0,
      totalCostMicroUsd: 16 * 8 + 48 * 6,
    });
    expect(await figuresOf(id)).toEqual(await recounted(id));
    while ((await analytics.fold(50)) > 0);
    expect(await figuresOf(id)).toEqual(await recounted(id));
    expect(await analytics.recount({ mend: false })).toEqual({ templates: [], rollUps: 0 });
  });

  it('stay what they are when its executions are deleted', async () => {
    const runtime = await open();
    const id = await template(runtime);
    await run(runtime, id, {});
    const before = await figuresOf(id);
    expect(before).toMatchObject({ usageCount: 1, totalTokens: 6 });
    await pool.query('delete from workflow_execution where template_id = $1', [id]);
    expect(await figuresOf(id)).toEqual(before);
    await analytics.fold(50);
    expect(await figuresOf(id)).toEqual(before);
  });

  it('count an execution once that one process began and another ended', async () => {
    const first = await open();
    const id = await template(first);
    const { id: execution } = await run(first, id, { hang: true }, 0);
    await eventOf(first.app, execution, 'UsageRecorded');
    await first.close();
    const second = await open();
    await second.app.cancelExecution(testViewer, execution);
    await eventOf(second.app, execution, 'ExecutionCancelled');
    expect(await figuresOf(id)).toMatchObject({ usageCount: 1, cancelCount: 1, totalTokens: 6 });
    expect(await figuresOf(id)).toEqual(await recounted(id));
  });

  it("are everybody's for its owner, and for others their own part", async () => {
    const runtime = await open();
    const id = await template(runtime);
    const stranger: Viewer = { ownerId: '00000000-0000-7000-8000-0000000000ff', role: 'user' };
    await run(runtime, id, {});
    const request = { target: { kind: 'template', id }, parameters: { fail: true }, waitMs: 30_000 } as const;
    const nothing = { input: null, message: null, conversationId: null, model: {}, limits: {} } as const;
    const rest = { idempotencyKey: null, priority: 'normal', debug: false, correlationId: null } as const;
    await runtime.app.executeWorkflow(stranger, { ...nothing, ...rest, ...request });
    for (const fold of [0, 50]) {
      await analytics.fold(fold);
      expect(await figuresOf(id)).toMatchObject({ usageCount: 2, successCount: 1, failureCount: 1 });
      expect(await figuresOf(id, stranger)).toMatchObject({
        usageCount: 1,
        successCount: 0,
        failureCount: 1,
      });
    }
    const [top] = await analytics.topTemplates(stranger.ownerId, 'most-used', 5);
    expect(top).toMatchObject({ templateId: id, figures: { usageCount: 1 } });
  });
});

describe('a recount', () => {
  it('reports what differs from the entries, and mends it when it is told to', async () => {
    const runtime = await open();
    const id = await template(runtime);
    await run(runtime, id, {});
    while ((await analytics.fold(50)) > 0);
    const before = await figuresOf(id);
    await pool.query('update template_analytics set usage_count = 7 where template_id = $1', [id]);
    await pool.query('update analytics_rollup set executions = executions + 1');
    const drift = await analytics.recount({ mend: false });
    expect(drift.templates).toMatchObject([
      { templateId: id, stored: { usage_count: 7 }, counted: { usage_count: 1 } },
    ]);
    expect(drift.rollUps).toBeGreaterThan(0);
    expect(await analytics.recount({ mend: true })).toEqual(drift);
    expect(await analytics.recount({ mend: true })).toEqual({ templates: [], rollUps: 0 });
    expect(await figuresOf(id)).toEqual(before);
  });
});

describe('the entry of an execution', () => {
  it('says when its model first spoke, and why it failed', async () => {
    const runtime = await open();
    const id = await template(runtime);
    const { id: execution } = await run(runtime, id, { fail: true });
    const { rows } = await pool.query('select * from analytics_entry where execution_id = $1', [execution]);
    expect(rows).toMatchObject([
      { status: 'failed', error_code: 'model/unavailable', workflow_type: 'template' },
    ]);
    const spoke = await pool.query<{ ms: number }>(
      `select min((event ->> 'at')::float8) - (select extract(epoch from started_at)::float8 * 1000 from workflow_execution where id = $1) as ms
       from ${loggedEvents} where execution_id = $1 and event ->> 'type' = 'TextDelta'`,
      [execution],
    );
    expect(Number(rows[0].first_text_ms)).toBe(Math.round(spoke.rows[0]?.ms ?? Number.NaN));
  });
});
