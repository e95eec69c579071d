import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModels, createRemoteProvider, modelProvidersSchema } from '../../src/models/index.ts';
import type { Models } from '../../src/runtime/ports/models.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { OpenAiServer, type Reply } from '../support/openai-server.ts';
import { eventOf, execute, logOf, openStillRuntime, openTestRuntime, sequence } from '../support/runtime.ts';

let database: TestDatabase;
let provider: OpenAiServer;
let runtime: Runtime;
let models: Models;

beforeAll(async () => {
  database = await createTestDatabase();
  provider = await OpenAiServer.open();
  const settings = modelProvidersSchema.parse([
    { name: 'local', type: 'openai-compatible', baseUrl: provider.url, models: ['test', 'other'] },
  ]);
  models = createModels(settings.map((one) => createRemoteProvider(one, systemClock)));
  runtime = await openTestRuntime({ url: database.url, models });
});

afterAll(async () => {
  await runtime.close();
  await provider.close();
  await database.drop();
});

const structuredOutput = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };

/** A node that asks for an age. */
const ageAsked = (config: object = {}, more: object = {}) => ({
  ...sequence({
    type: 'model',
    config: { provider: 'local', model: 'test', prompt: 'How old?', structuredOutput, ...config },
    ...more,
  }),
  outputs: { age: 'nodes.n1.output.data.age' },
});

/** The provider answers one reply after the other, and the last for ever. */
function answerInTurn(replies: readonly ((reply: Reply) => void)[]): void {
  const left = [...replies];
  provider.answer((reply) => (left.length > 1 ? left.shift() : left[0])?.(reply));
}

async function askAge(replies: readonly ((reply: Reply) => void)[], config: object = {}) {
  const from = provider.requests.length;
  answerInTurn(replies);
  const execution = await execute(runtime.app, ageAsked(config), { waitMs: 30_000 });
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
    await using still = await openStillRuntime({ models });
    const repairing = Promise.withResolvers<void>();
    const from = provider.requests.length;
    answerInTurn([
      saying('forty'),
      (reply) => {
        reply.begin().text('{');
        repairing.resolve();
      },
    ]);
    const { id } = await execute(still.app, ageAsked({}, { timeoutMs: 2000 }));
    await repairing.promise;
    const log = await still.clock.pass(2000, logOf(still.app, id));
    expect(log.at(-1)).toMatchObject({ type: 'ExecutionFailed', error: { code: 'node/timeout' } });
    const requests = provider.requests.slice(from);
    expect(requests).toHaveLength(2);
    await requests[1]?.closed;
  });

  it('goes on with the next attempt where an answer stalls', async () => {
    await using still = await openStillRuntime({ models });
    answerInTurn([(reply) => void reply.begin().text('{'), saying('{"age":8}')]);
    const retry = { maxAttempts: 2, backoffMs: 4000, jitter: false };
    const { id } = await execute(still.app, ageAsked({}, { idleTimeoutMs: 50, retry }));
    await provider.arrived;
    await still.clock.pass(1, eventOf(still.app, id, 'NodeRetryScheduled'));
    // Time stands still again before the second attempt: it has all the time that it needs.
    still.clock.advance(4000);
    const log = await logOf(still.app, id);
    expect(log.at(-1)).toMatchObject({ type: 'ExecutionCompleted', output: { age: 8 } });
    expect(log.find(({ type }) => type === 'NodeFailed')).toMatchObject({
      error: { code: 'model/interrupted', retryable: true },
      retrying: true,
    });
  });
});
