import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import {
  createModels,
  createOfflineProvider,
  createRemoteProvider,
  modelProvidersSchema,
} from '../../src/models/index.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { OpenAiServer, type Reply } from '../support/openai-server.ts';
import { eventOf, execute, logOf, openTestRuntime, sequence } from '../support/runtime.ts';
import { openTestPool } from '../support/test-pool.ts';

/** What is sent is free, so that a call of `priced` with 1000 tokens at most costs 0.01 US dollars at most. */
const prices = [{ input: '0', output: '10' }];

let database: TestDatabase;
let pool: Pool;
let provider: OpenAiServer;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openTestPool(database.url);
  provider = await OpenAiServer.open();
  runtime = await open();
});

afterAll(async () => {
  await runtime.close();
  await provider.close();
  await pool.end();
  await database.drop();
});

function open(): Promise<Runtime> {
  const local = {
    name: 'local',
    type: 'openai-compatible',
    baseUrl: provider.url,
    models: [
      { model: 'priced', prices },
      { model: 'bounded', prices, maxOutputTokens: 1000 },
      { model: 'dear', prices: [{ input: '1', cacheWrite: '2', output: '10', reasoning: '20' }] },
      { model: 'free', prices: [{ input: '0', output: '0' }] },
      'unpriced',
    ],
  };
  const remote = modelProvidersSchema.parse([local]).map((one) => createRemoteProvider(one, systemClock));
  const models = createModels([...remote, createOfflineProvider(systemClock)]);
  return openTestRuntime({ url: database.url, models });
}

const ask = (config: object = {}, rest: object = {}) => ({
  type: 'model',
  config: { provider: 'local', model: 'priced', prompt: 'Hi', maxTokens: 1000, ...config },
  ...rest,
});
const under = (maxCostUsd: string, graph: unknown) =>
  execute(runtime.app, graph, { waitMs: 30_000, limits: { maxCostUsd } });

/** An answer that used this many tokens, each of which costs 10 millionths of a dollar. */
const using = (completion_tokens: number) => (reply: Reply) =>
  reply.begin().text('Hello').finish('stop', { prompt_tokens: 5, completion_tokens });

async function asked<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly requests: number }> {
  const before = provider.requests.length;
  const result = await work();
  return { result, requests: provider.requests.length - before };
}

const typesOf = (events: readonly ExecutionEvent[]) => events.map(({ type }) => type);

describe('a call of a model under a limit of the cost', () => {
  it('has what it costs at most held before, and what it has cost told afterwards', async () => {
    provider.answer(using(100));
    const { id, usage } = await under('0.01', sequence(ask()));
    expect(usage).toMatchObject({ costMicroUsd: 1000 });
    const told = (await logOf(runtime.app, id)).filter(({ type }) => /Budget|Usage/.test(type));
    expect(told).toMatchObject([
      { type: 'BudgetReserved', nodeId: 'n1', attempt: 1, mostMicroUsd: 10_000 },
      { type: 'UsageRecorded', nodeId: 'n1', usage: { costMicroUsd: 1000 }, reservedMicroUsd: 10_000 },
    ]);
  });

  // Not the first test of this file: the first call loads the provider's package, and would come too late to be caught.
  it('is not made before what it costs at most is stored', async () => {
    provider.answer(using(1));
    const before = provider.requests.length;
    await pool.query(`
      create function wait_for_test() returns trigger language plpgsql
        as 'begin perform pg_advisory_xact_lock(4711); return new; end';
      create trigger wait_for_test before insert on execution_event for each row
        when (new.events::jsonb @> '[{"type": "BudgetReserved"}]') execute function wait_for_test()`);
    await pool.query('select pg_advisory_lock(4711)');
    const execution = under('0.01', sequence(ask()));
    await vi.waitFor(
      async () => {
        const waiting = `select from pg_locks where locktype = 'advisory' and objid = 4711 and not granted`;
        expect((await pool.query(waiting)).rowCount).toBe(1);
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(provider.requests.length).toBe(before);
    await pool.query('select pg_advisory_unlock(4711)');
    expect(await execution).toMatchObject({ status: 'completed' });
    expect(provider.requests.length).toBe(before + 1);
    await pool.query('drop trigger wait_for_test on execution_event');
  });

  it('is not made where it could cost more than is left, and its node says so', async () => {
    provider.answer(using(1000));
    const { result, requests } = await asked(() => under('0.009999', sequence(ask())));
    expect(result).toMatchObject({
      status: 'failed',
      error: { code: 'limit/cost', nodeId: 'n1', retryable: false },
      usage: { modelCalls: 0, costMicroUsd: 0 },
    });
    expect(result.error?.message).toBe(
      'node "n1": a call of local/priced can cost 0.01 US dollars, but of 0.009999 (limits.maxCostUsd) only 0.009999 are ' +
        'left: ask for a shorter answer (maxTokens), send less, or raise the limit',
    );
    expect(requests).toBe(0);
  });

  it('has what the calls before it have left, whatever they could have cost', async () => {
    provider.answer(using(400));
    const { result, requests } = await asked(() => under('0.014', sequence(ask(), ask(), ask())));
    expect(result).toMatchObject({
      // Nothing is held any more, so there is nothing to wait for.
      error: {
        code: 'limit/cost',
        nodeId: 'n3',
        retryable: false,
        message: expect.stringContaining('only 0.006 are left: '),
      },
      usage: { costMicroUsd: 8000, modelCalls: 2 },
    });
    expect(requests).toBe(2);
  });

  it('counts a fallback and a repair as calls of their own', async () => {
    provider.answer(using(600));
    const structuredOutput = { type: 'object' };
    const repaired = await asked(() => under('0.015', sequence(ask({ structuredOutput }))));
    expect(repaired).toMatchObject({ result: { error: { code: 'limit/cost' } }, requests: 1 });
    const fallbackModels = [{ provider: 'local', model: 'bounded' }];
    provider.answer((reply) => reply.status(500, {}));
    const fallen = await asked(() => under('0.015', sequence(ask({ fallbackModels }))));
    expect(fallen.requests).toBe(1);
    expect(fallen.result.error?.message).toContain('local/bounded');
  });

  it('that ends without telling what it used has cost what was held for it', async () => {
    provider.answer((reply) => reply.status(500, {}));
    const retry = { maxAttempts: 5, backoffMs: 1, jitter: false };
    const { result, requests } = await asked(() => under('0.025', sequence(ask({}, { retry }))));
    expect(result).toMatchObject({ error: { code: 'limit/cost' }, usage: { costMicroUsd: null } });
    expect(requests).toBe(2);
  });

  it('that cost more than was held leaves nothing for the next', async () => {
    provider.answer(using(5000));
    const { result } = await asked(() => under('0.02', sequence(ask(), ask())));
    expect(result).toMatchObject({
      error: { nodeId: 'n2', message: expect.stringContaining('only 0.00 are left') },
      usage: { costMicroUsd: 50_000 },
    });
  });

  it('holds for all that is sent and for the dearest tokens', async () => {
    provider.answer(using(1));
    const prompt = 'ü'.repeat(1000);
    const { id } = await under('1.00', sequence(ask({ model: 'dear', prompt })));
    const { mostMicroUsd } = await eventOf(runtime.app, id, 'BudgetReserved');
    expect(mostMicroUsd).toBeGreaterThan(2000 * 2 + 1000 * 20);
    expect(mostMicroUsd).toBeLessThan(2000 * 2 + 1000 * 20 + 1500);
  });

  it('that fails so is handled as every failure: an error edge goes on without it', async () => {
    const { nodes, edges } = sequence(ask());
    const handled = {
      nodes: [...nodes, { id: 'sorry', type: 'end' }],
      edges: [...edges, { source: 'n1', sourcePort: 'error', target: 'sorry' }],
    };
    expect(await under('0.001', handled)).toMatchObject({ status: 'completed', error: null });
  });
});

describe('calls at the same time', () => {
  const items = 8;
  const each = (node: object) => ({
    ...sequence({
      id: 'each',
      type: 'map',
      config: { items: '[1, 2, 3, 4, 5, 6, 7, 8]', concurrency: items, graph: sequence(node) },
    }),
  });

  it('are together never held for more than the limit', async () => {
    const open: Reply[] = [];
    provider.answer((reply) => void open.push(reply));
    const before = provider.requests.length;
    const { error, usage } = await under('0.035', each(ask()));
    expect(error).toMatchObject({
      code: 'limit/cost',
      message: expect.stringContaining('0.03 are held for calls under way'),
    });
    expect(provider.requests.length - before).toBeLessThanOrEqual(3);
    expect(usage?.modelCalls).toBe(3);
  });

  it('wait for each other under the retries of their node, and all are made', async () => {
    provider.answer(using(100));
    const retry = { maxAttempts: 20, backoffMs: 10, factor: 2, jitter: false };
    const { status, usage } = await under('0.025', each(ask({}, { retry })));
    expect({ status, usage }).toMatchObject({
      status: 'completed',
      usage: { modelCalls: items, costMicroUsd: items * 1000 },
    });
  });
});

describe('a call whose cost nobody can tell', () => {
  it.each([
    ['of unknown price', ask({ model: 'unpriced' }), 'the price of local/unpriced is unknown'],
    ['with an answer of any length', ask({ maxTokens: undefined }), 'set maxTokens of the node'],
    ['with options that may lengthen it', ask({ providerOptions: { a: 1 } }), 'its providerOptions may'],
  ])('%s is not made under a limit of the cost', async (_, node, message) => {
    const graph = sequence(JSON.parse(JSON.stringify(node)));
    const { result, requests } = await asked(() => under('1.00', graph));
    expect(result.error).toMatchObject({
      code: 'limit/cost-unknown',
      nodeId: 'n1',
      message: expect.stringContaining(message),
    });
    expect(result.usage?.modelCalls).toBe(0);
    expect(requests).toBe(0);
  });

  it('is made where the operator says how long answers of the model are', async () => {
    provider.answer(using(1));
    const config = { model: 'bounded', providerOptions: { a: 1 } };
    const { id, status } = await under('0.01', sequence(ask(config)));
    expect(status).toBe('completed');
    expect(await eventOf(runtime.app, id, 'BudgetReserved')).toMatchObject({ mostMicroUsd: 10_000 });
  });

  it('is found before anything runs where the workflow itself has the limit', async () => {
    const graph = { ...sequence(ask({ model: 'unpriced' })), limits: { maxCostUsd: '1.00' } };
    await expect(execute(runtime.app, graph)).rejects.toMatchObject({
      code: 'workflow/invalid',
      details: { issues: [{ code: 'limit/cost-unknown' }] },
    });
  });

  it('is made of a free model, however little it may cost, and nothing is held', async () => {
    provider.answer(using(1));
    const free = JSON.parse(JSON.stringify(ask({ model: 'free', maxTokens: undefined })));
    const offline = ask({ provider: 'offline', model: 'echo' });
    const { id, status, usage } = await under('0', sequence(free, offline));
    expect({ status, usage }).toMatchObject({
      status: 'completed',
      usage: { costMicroUsd: 0, modelCalls: 2 },
    });
    expect(typesOf(await logOf(runtime.app, id))).not.toContain('BudgetReserved');
  });
});

describe('what calls have cost', () => {
  /** Interrupts the second of two calls by the end of its process, and goes on in another. */
  async function interrupted(maxCostUsd: string) {
    const first = await open();
    const isInterrupted = Promise.withResolvers<void>();
    let calls = 0;
    provider.answer((reply) => {
      calls += 1;
      if (calls === 1) using(100)(reply);
      else isInterrupted.resolve();
    });
    const { id } = await execute(first.app, sequence(ask(), ask()), { limits: { maxCostUsd } });
    await isInterrupted.promise;
    provider.answer(using(100));
    await first.close();
    return id;
  }

  it('is not forgotten by who takes the execution over, nor what was held for a call that was interrupted', async () => {
    await runtime.close();
    const poor = await interrupted('0.02');
    const rich = await interrupted('0.021');
    runtime = await open();
    expect(await eventOf(runtime.app, poor, 'ExecutionFailed')).toMatchObject({
      nodeId: 'n2',
      error: { code: 'limit/cost', message: expect.stringContaining('only 0.009 are left') },
    });
    await eventOf(runtime.app, rich, 'ExecutionCompleted');
  });
});
