import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createModels,
  createOfflineProvider,
  createRemoteProvider,
  modelProvidersSchema,
} from '../../src/models/index.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { OpenAiServer } from '../support/openai-server.ts';
import { eventOf, execute, logOf, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';

/** Of the past, of now and of the future; US dollars for a million tokens. */
const prices = [
  { from: '2020-01-01', input: '100', output: '100' },
  { from: '2021-01-01', input: '3', cachedInput: '0.30', output: '15' },
  { from: '9999-01-01', input: '200', output: '200' },
];
const inForce = '2021-01-01 input=3.00 cachedInput=0.30 cacheWrite=3.00 output=15.00 reasoning=15.00';

let database: TestDatabase;
let provider: OpenAiServer;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  provider = await OpenAiServer.open();
  const settings = modelProvidersSchema.parse([
    {
      name: 'local',
      type: 'openai-compatible',
      baseUrl: provider.url,
      models: [{ model: 'priced', prices }, { model: 'planned', prices: prices.slice(2) }, 'unpriced'],
    },
    {
      name: 'writing',
      type: 'openai',
      baseUrl: provider.url,
      apiKey: 'sk-test',
      models: [
        { model: 'priced', prices: [{ input: '1', cachedInput: '0.1', cacheWrite: '1.25', output: '10' }] },
      ],
    },
  ]);
  const remote = settings.map((one) => createRemoteProvider(one, systemClock));
  const models = createModels([...remote, createOfflineProvider(systemClock)]);
  runtime = await openTestRuntime({ url: database.url, models });
});

afterAll(async () => {
  await runtime.close();
  await provider.close();
  await database.drop();
});

const asking = (model: string, more: object = {}) => ({
  type: 'model',
  config: { provider: 'local', model, prompt: 'Hi' },
  ...more,
});
const run = (...nodes: readonly object[]) => execute(runtime.app, sequence(...nodes), { waitMs: 30_000 });

/** One answer after the other, each with what it used. */
function answers(...usages: readonly (object | null)[]): void {
  let next = 0;
  provider.answer((reply) => {
    const usage = usages[next] ?? null;
    next += 1;
    reply.begin().text('Hello').finish('stop', usage);
  });
}

describe('the cost of an execution', () => {
  it('is that of its calls at the price that holds now, in events, ledger and sum', async () => {
    answers(
      { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 400 } },
      { prompt_tokens: 1, completion_tokens: 0 },
    );
    const { id, usage } = await run(asking('priced'), asking('priced'));
    // 600 * 3 + 400 * 0.3 + 100 * 15, then 3.
    expect(usage).toMatchObject({ costMicroUsd: 3420 + 3, totalTokens: 1101, modelCalls: 2 });
    expect(await eventOf(runtime.app, id, 'UsageRecorded')).toMatchObject({
      usage: { costMicroUsd: 3420 },
      priceVersion: inForce,
    });
    const [entries] = await runtime.app.listUsageEntries(testViewer, [id]);
    expect(entries).toMatchObject([
      { path: 'n1', usage: { costMicroUsd: 3420 }, priceVersion: inForce },
      { path: 'n2', usage: { costMicroUsd: 3 }, priceVersion: inForce },
    ]);
  });

  it('counts what the provider has put into its cache, and is unknown where it does not say how much', async () => {
    const used = { prompt_tokens: 1000, completion_tokens: 100 };
    answers({ ...used, prompt_tokens_details: { cached_tokens: 400, cache_write_tokens: 200 } }, used);
    const node = { type: 'model', config: { provider: 'writing', model: 'priced', prompt: 'Hi' } };
    const { id, usage } = await run(node, node);
    const recorded = (await logOf(runtime.app, id)).filter((event) => event.type === 'UsageRecorded');
    expect(recorded).toMatchObject([
      { usage: { costMicroUsd: 400 + 40 + 250 + 1000 }, cacheWriteTokens: 200 },
      { usage: { costMicroUsd: null } },
    ]);
    expect(recorded[1]).not.toHaveProperty('cacheWriteTokens');
    expect(usage?.costMicroUsd).toBeNull();
  });

  it('is told step by step', async () => {
    answers({ prompt_tokens: 10, completion_tokens: 1 }, { prompt_tokens: 20, completion_tokens: 2 });
    const { id } = await run(asking('priced'), asking('priced'));
    const page = { first: 10, after: null };
    const { edges } = await runtime.app.listSteps(testViewer, { executionId: id, page });
    expect(edges.map(({ node }) => [node.nodeId, node.usage.costMicroUsd])).toEqual([
      ['start', 0],
      ['n1', 45],
      ['n2', 90],
    ]);
  });

  it.each([
    'unpriced',
    'planned',
  ])('is unknown as soon as one model is %s, and no price is recorded', async (model) => {
    answers({ prompt_tokens: 10, completion_tokens: 1 }, { prompt_tokens: 10, completion_tokens: 1 });
    const { id, usage } = await run(asking('priced'), asking(model));
    expect(usage).toMatchObject({ costMicroUsd: null, totalTokens: 22 });
    const recorded = (await logOf(runtime.app, id)).filter((event) => event.type === 'UsageRecorded');
    expect(recorded.map(({ usage: { costMicroUsd } }) => costMicroUsd)).toEqual([45, null]);
    expect(recorded[1]).not.toHaveProperty('priceVersion');
  });

  it.each([
    ['says nothing of what it used', null],
    ['says what no number of tokens can be', { prompt_tokens: 1.5, completion_tokens: -3 }],
  ])('is unknown where the provider %s', async (_, used) => {
    answers(used);
    const { status, usage } = await run(asking('priced'));
    expect({ status, usage }).toMatchObject({
      status: 'completed',
      usage: { inputTokens: null, outputTokens: null, costMicroUsd: null },
    });
  });

  it('counts calls that failed with what they told, and is unknown where they told nothing', async () => {
    const retry = { maxAttempts: 2, backoffMs: 1, jitter: false };
    answers({ prompt_tokens: 10, completion_tokens: 1 }, { prompt_tokens: 10, completion_tokens: 1 });
    const config = { provider: 'local', model: 'priced', prompt: 'Hi', repair: false };
    const structuredOutput = { type: 'object' };
    const malformed = await run({ type: 'model', config: { ...config, structuredOutput }, retry });
    expect(malformed).toMatchObject({
      error: { code: 'model/malformed' },
      usage: { costMicroUsd: 90, modelCalls: 2 },
    });
    provider.answer((reply) => reply.status(500, {}));
    const refused = await run(asking('priced'));
    expect(refused).toMatchObject({ status: 'failed', usage: { costMicroUsd: null, modelCalls: 1 } });
  });

  it('is unknown where a call was aborted before it said what it used', async () => {
    provider.answer((reply) => {
      reply.begin().text('Hel');
    });
    const { id } = await execute(runtime.app, sequence(asking('priced')));
    await eventOf(runtime.app, id, 'TextDelta');
    await runtime.app.cancelExecution(testViewer, id);
    expect(await eventOf(runtime.app, id, 'UsageRecorded')).toMatchObject({
      usage: { costMicroUsd: null, modelCalls: 1 },
      priceVersion: inForce,
    });
  });

  it('is nothing, and known, where only the offline models are asked', async () => {
    const script = JSON.stringify([{ do: 'usage' }]);
    const { usage } = await run(
      { type: 'model', config: { provider: 'offline', model: 'echo', prompt: 'Hi' } },
      { type: 'model', config: { provider: 'offline', model: 'scripted', prompt: script } },
    );
    expect(usage).toMatchObject({ costMicroUsd: 0, totalTokens: null, modelCalls: 2 });
  });
});
