import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModels, createRemoteProvider, modelProvidersSchema } from '../../src/models/index.ts';
import type { Provider } from '../../src/models/provider.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { createTestDatabase } from '../support/database.ts';
import { chunk, type OpenAiAnswer, OpenAiServer } from '../support/openai-server.ts';
import { execute, logOf, openTestRuntime, sequence } from '../support/runtime.ts';
import { protocols, toolCall } from './protocols.ts';
import { call as ask, modelsAt } from './remote-call.ts';

/** Much more than the SDK reads ahead of what it has looked at. */
const held = 2_000_000;
const received = 8_000_000;
let server: OpenAiServer;

beforeAll(async () => {
  server = await OpenAiServer.open();
});

afterAll(() => server.close());

function limitedModels(type = 'openai-compatible') {
  const settings = { name: 'local', type, baseUrl: server.url, apiKey: 'key', models: ['test'] };
  const limits = { held, received, toolCalls: 20 };
  return createModels(
    modelProvidersSchema.parse([settings]).map((one) => createRemoteProvider(one, systemClock, limits)),
  );
}

/** The call ends by itself, and so does the flood: the server would send for ever. */
async function stopped(answer: OpenAiAnswer, models = limitedModels()) {
  const heard = await ask(server, answer, { models });
  await (await server.arrived).closed;
  return heard;
}

const event = (delta: object) => `data: ${JSON.stringify(chunk(delta))}\n\n`;
const args = (text: string) => event({ tool_calls: [{ index: 0, function: { arguments: text } }] });
const call = (index: number, input: string) =>
  event({
    tool_calls: [{ index, id: `c${index}`, type: 'function', function: { name: 'find', arguments: input } }],
  });
const manyCalls = Array.from({ length: 100 }, (_, index) => call(index, '{"a":1}')).join('');
const manyBegun = Array.from({ length: 100 }, (_, index) => call(index, '')).join('');
const often = 'calls tools more than 20 times: offer it fewer, or another prompt';
const spoken = 'says nothing in 2000000 bytes: look at what the provider sends';
const sent = 'is longer than 8000000 bytes as it is sent: look at what the provider sends';
const long = 'is longer than 2000000 characters: set maxTokens';

describe('a provider that never ends', () => {
  it.each<readonly [string, OpenAiAnswer, string]>([
    ['its text', (reply) => reply.begin().flood(event({ content: 'word '.repeat(1000) })), long],
    ['its reasoning', (reply) => reply.begin().flood(event({ reasoning_content: 'x'.repeat(5000) })), long],
    [
      'the arguments of a tool',
      (reply) =>
        reply
          .begin()
          .event(toolCall('find', '{"a":"'))
          .flood(args('x'.repeat(5000))),
      long,
    ],
    ['a line', (reply) => reply.begin().raw('data: {"x":"').flood('x'.repeat(50_000)), spoken],
    ['an event of many lines', (reply) => reply.begin().flood(`data: ${'x'.repeat(5000)}\n`), spoken],
    ['to keep the connection alive', (reply) => reply.begin().flood(': still here\n\n'.repeat(500)), spoken],
    ['to send empty pieces', (reply) => reply.begin().flood(event({}).repeat(50)), spoken],
    ['to send line breaks', (reply) => reply.begin().flood('\n'.repeat(50_000)), spoken],
    [
      'to wrap little in much',
      (reply) => reply.begin().flood(`: ${'x'.repeat(100_000)}\n\n${event({ content: 'x' })}`),
      sent,
    ],
    ['to call tools', (reply) => reply.begin().flood(manyCalls), often],
    ['to begin calls of tools', (reply) => reply.begin().flood(manyBegun), often],
  ])('%s is stopped there, and its connection is closed', async (_, answer, what) => {
    const { error, text } = await stopped(answer);
    expect(error).toMatchObject({
      code: 'model/too-long',
      retryable: false,
      message: `the answer of local/test ${what}`,
    });
    expect(text.length).toBeLessThanOrEqual(held);
  });

  it('its refusal is one all the same, of which the beginning is read', async () => {
    const answer: OpenAiAnswer = (reply) => reply.begin(503).flood('x'.repeat(50_000));
    const { error } = await stopped(answer);
    expect(error).toMatchObject({ code: 'model/unavailable', retryable: true, details: { status: 503 } });
  });

  it.each(protocols)('over the protocol of $type is stopped too', async ({ type, ...protocol }) => {
    const { error } = await stopped((reply) => {
      protocol.begin(reply);
      protocol.text(reply, 'one moment');
      return reply.flood(': still here\n\n'.repeat(500));
    }, limitedModels(type));
    expect(error).toMatchObject({ code: 'model/too-long' });
  });

  it.each(protocols)('after an error over the protocol of $type is hung up on', async (protocol) => {
    const { error } = await stopped((reply) => {
      protocol.begin(reply);
      reply.event({ error: { message: 'busy', type: 'server_error', code: null } }, 'error');
    }, limitedModels(protocol.type));
    expect(error).toMatchObject({ code: expect.stringMatching(/^model\//) });
  });

  it('is stopped at 16 MiB of text', async () => {
    const answer: OpenAiAnswer = (reply) => reply.begin().flood(event({ content: 'x'.repeat(1024 * 1024) }));
    const { error, text } = await stopped(answer, modelsAt(server.url));
    expect(error).toMatchObject({ message: expect.stringContaining('longer than 16777216 characters') });
    expect(text.length).toBeLessThanOrEqual(16 * 1024 * 1024);
  });
});

it('an answer that is nearly as long is taken whole', async () => {
  const { error, text } = await stopped((reply) => {
    reply.begin();
    for (let piece = 0; piece < 1000; piece += 1) reply.text('x'.repeat(1500));
    reply.finish();
  });
  expect([error, text.length]).toEqual([null, 1_500_000]);
});

it('a tool that is called with arguments nested 10,000 levels deep makes a malformed answer', async () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  const { error } = await stopped((reply) =>
    reply.begin().event(toolCall('find', deep)).finish('tool_calls'),
  );
  expect(error).toMatchObject({
    code: 'model/malformed',
    message:
      'local/test called tool "find" with arguments that cannot be used: it is nested deeper than 64 levels',
  });
});

it('a model that speaks faster than the database writes is not heard on until that has caught up', async () => {
  const pieces = 1000;
  const piece = 'x'.repeat(1024);
  const fast: Provider = {
    name: 'fast',
    models: [{ model: 'test', description: null, supports: null, maxOutputTokens: null, prices: [] }],
    stream: async function* () {
      for (let count = 0; count < pieces; count += 1) yield { type: 'text', text: piece };
      yield { type: 'finish', reason: 'stop' };
    },
  };
  const database = await createTestDatabase();
  const runtime = await openTestRuntime({ url: database.url, models: createModels([fast]) });
  const node = { type: 'model', config: { provider: 'fast', model: 'test', prompt: 'Hi' } };
  const { id, status } = await execute(runtime.app, sequence(node), { waitMs: 30_000 });
  const log = await logOf(runtime.app, id);
  await runtime.close();
  await database.drop();
  // What waits for a commit is one delta: no part of the log says more than may wait.
  const lengths = log.flatMap((one) => (one.type === 'TextDelta' ? [one.text.length] : []));
  expect(status).toBe('completed');
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(pieces * piece.length);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(32 * 1024);
});
