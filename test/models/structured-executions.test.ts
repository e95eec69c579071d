import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModels, createRemoteProvider, modelProvidersSchema } from '../../src/models/index.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { OpenAiServer, type Reply } from '../support/openai-server.ts';
import { execute, logOf, openTestRuntime, sequence } from '../support/runtime.ts';

let database: TestDatabase;
let provider: OpenAiServer;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  provider = await OpenAiServer.open();
  const settings = modelProvidersSchema.parse([
    { name: 'local', type: 'openai-compatible', baseUrl: provider.url, models: ['test', 'other'] },
  ]);
  const models = createModels(settings.map((one) => createRemoteProvider(one, systemClock)));
  runtime = await openTestRuntime({ url: database.url, models });
});

afterAll(async () => {
  await runtime.close();
  await provider.close();
  await database.drop();
});

const structuredOutput = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };

/** Executes a node that asks for an age; the provider answers one reply after the other, and the last for ever. */
async function askAge(replies: readonly ((reply: Reply) => void)[], config: object = {}, more: object = {}) {
  const left = [...replies];
  const from = provider.requests.length;
  provider.answer((reply) => (left.length > 1 ? left.shift() : left[0])?.(reply));
  const node = {
    type: 'model',
    config: { provider: 'local', model: 'test', prompt: 'How old?', structuredOutput, ...config },
    ...more,
  };
  const graph = { ...sequence(node), outputs: { age: 'nodes.n1.output.data.age' } };
  const execution = await execute(runtime.app, graph, { waitMs: 30_000 });
  const log = await logOf(runtime.app, execution.id);
  return { execution, log, requests: provider.requests.slice(from) };
}

const saying = (text: string) => (reply: Reply) => reply.begin().text(text).finish();

describe('an execution that asks for structured output', () => {
  it('has a wrong answer repaired once, and counts the tokens of both calls', async () => {
    const { execution, log, requests } = await askAge([saying('forty'), saying('{"age":40}')]);
    expect(execution).toMatchObject({
      status: 'completed',
      output: { age: 40 },
      usage: { modelCalls: 2, inputTokens: 6, outputTokens: 4, totalTokens: 10 },
    });
    expect(requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
      `${execution.id}:n1`,
      `${execution.id}:n1:repair`,
    ]);
    expect(JSON.stringify(requests[1]?.body)).toContain('it is not JSON');
    const shown = log.map((event) => (event.type === 'TextDelta' ? event.text : '')).join('');
    expect(shown).toBe('{"age":40}');
  });

  it('fails where the repair is wrong too, with the text that was shown', async () => {
    const { execution, log, requests } = await askAge([saying('forty'), saying('41')]);
    expect(execution).toMatchObject({ status: 'failed', error: { code: 'model/malformed' } });
    expect(requests).toHaveLength(2);
    const shown = log.map((event) => (event.type === 'TextDelta' ? event.text : '')).join('');
    expect(log.find(({ type }) => type === 'NodeFailed')).toMatchObject({ text: shown, attempt: 1 });
    expect(shown).toBe('41');
  });

  it('asks the fallbacks in their order, and records every call with the model that it went to', async () => {
    const refusing = (reply: Reply) => reply.status(404, { error: { message: 'no such model' } });
    const { execution, log } = await askAge([refusing, saying('{"age":7}')], {
      fallbackModels: [
        { provider: 'local', model: 'other' },
        { provider: 'local', model: 'test' },
      ],
    });
    expect(execution).toMatchObject({ output: { age: 7 }, usage: { modelCalls: 2 } });
    const calls = log.flatMap((event) =>
      event.type === 'UsageRecorded' ? [`${event.model} ${event.usage.totalTokens}`] : [],
    );
    expect(calls).toEqual(['test null', 'other 5']);
  });

  it('spends the time limit of its node on the repair too', async () => {
    const stalling = (reply: Reply) => void reply.begin().text('{');
    const { execution, requests } = await askAge([saying('forty'), stalling], {}, { timeoutMs: 2000 });
    expect(execution).toMatchObject({ status: 'failed', error: { code: 'node/timeout' } });
    expect(requests).toHaveLength(2);
    await requests[1]?.closed;
  });

  it('goes on with the next attempt where an answer stalls', async () => {
    const stalling = (reply: Reply) => void reply.begin().text('{');
    const { execution, log } = await askAge(
      [stalling, saying('{"age":8}')],
      { idleTimeoutMs: 50 },
      { retry: { maxAttempts: 2, backoffMs: 1 } },
    );
    expect(execution.output).toEqual({ age: 8 });
    expect(log.find(({ type }) => type === 'NodeFailed')).toMatchObject({
      error: { code: 'model/interrupted', retryable: true },
      retrying: true,
    });
  });
});
