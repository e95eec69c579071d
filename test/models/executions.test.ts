import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModels, createRemoteProvider, modelProvidersSchema } from '../../src/models/index.ts';
import type { Models } from '../../src/runtime/ports/models.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { OpenAiServer } from '../support/openai-server.ts';
import {
  eventOf,
  execute,
  logOf,
  openStillRuntime,
  openTestRuntime,
  sequence,
  testViewer,
} from '../support/runtime.ts';

let database: TestDatabase;
let provider: OpenAiServer;
let runtime: Runtime;
let models: Models;

beforeAll(async () => {
  database = await createTestDatabase();
  provider = await OpenAiServer.open();
  const settings = modelProvidersSchema.parse([
    { name: 'local', type: 'openai-compatible', baseUrl: provider.url, models: ['test'] },
  ]);
  models = createModels(settings.map((one) => createRemoteProvider(one, systemClock)));
  runtime = await openTestRuntime({ url: database.url, models });
});

afterAll(async () => {
  await runtime.close();
  await provider.close();
  await database.drop();
});

const asking = (more: object = {}) => ({
  ...sequence({ type: 'model', config: { provider: 'local', model: 'test', prompt: 'Hi' }, ...more }),
  outputs: { text: 'nodes.n1.output.text' },
});

describe('an execution that asks a provider', () => {
  it('streams what it says, and records what was used', async () => {
    provider.answer((reply) => reply.begin().text('Hel').text('lo').finish());
    const { status, output, usage } = await execute(runtime.app, asking(), { waitMs: 30_000 });
    expect({ status, output }).toMatchObject({ status: 'completed', output: { text: 'Hello' } });
    expect(usage).toMatchObject({
      inputTokens: 3,
      outputTokens: 2,
      totalTokens: 5,
      modelCalls: 1,
      costMicroUsd: null,
    });
  });

  it('closes the provider’s connection when it is cancelled, and keeps what was said', async () => {
    provider.answer((reply) => void reply.begin().text('so far'));
    const { id } = await execute(runtime.app, asking());
    await eventOf(runtime.app, id, 'TextDelta');
    const { closed } = await provider.arrived;
    await runtime.app.cancelExecution(testViewer, id);
    await closed;
    expect((await logOf(runtime.app, id)).slice(-2)).toMatchObject([
      { type: 'NodeCancelled', text: 'so far' },
      { type: 'ExecutionCancelled' },
    ]);
  });

  it('fails with the provider’s code after the retries of its node, and never completes with an apology', async () => {
    provider.answer((reply) => reply.status(500, { error: { message: 'down' } }));
    const before = provider.requests.length;
    const retry = { maxAttempts: 3, backoffMs: 1, jitter: false };
    const { status, output, error } = await execute(runtime.app, asking({ retry }), { waitMs: 30_000 });
    expect({ status, output, error }).toMatchObject({
      status: 'failed',
      output: null,
      error: { code: 'model/unavailable', nodeId: 'n1', message: expect.stringContaining('down') },
    });
    expect(provider.requests.length - before).toBe(3);
  });

  it('is asked with the same idempotency key at every attempt', async () => {
    provider.answer((reply) => reply.status(503, {}));
    const from = provider.requests.length;
    const retry = { maxAttempts: 2, backoffMs: 1, jitter: false };
    const { id } = await execute(runtime.app, asking({ retry }), { waitMs: 30_000 });
    const keys = provider.requests.slice(from).map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([`${id}:n1`, `${id}:n1`]);
  });

  it('is ended by the node’s time limit where the provider stalls', async () => {
    provider.answer((reply) => void reply.begin().text('and'));
    await using still = await openStillRuntime({ models });
    const { id } = await execute(still.app, asking({ timeoutMs: 50 }));
    const { closed } = await provider.arrived;
    const log = await still.clock.pass(50, logOf(still.app, id));
    expect(log.at(-1)).toMatchObject({ error: { code: 'node/timeout' } });
    await closed;
  });

  it('streams an emoji that comes in two halves as one', async () => {
    provider.answer((reply) => reply.begin().text('a\ud83d').text('\ude00b').finish());
    const { id, output } = await execute(runtime.app, asking(), { waitMs: 30_000 });
    const deltas = (await logOf(runtime.app, id)).map((event) =>
      event.type === 'TextDelta' ? event.text : '',
    );
    expect(output).toMatchObject({ text: 'a😀b' });
    expect(deltas.join('')).toBe('a😀b');
  });
});
