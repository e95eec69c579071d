import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isJsonObject, type JsonObject } from '../../src/kernel/index.ts';
import type { ModelCaller } from '../../src/nodes/index.ts';
import { Silence } from '../../src/runtime/owner/silence.ts';
import { RecordedWorld } from '../nodes/recorded-world.ts';
import { graphWith, perform } from '../nodes/run-node.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type OpenAiAnswer, OpenAiServer } from '../support/openai-server.ts';
import { type Protocol, protocols } from './protocols.ts';
import { modelsAt } from './remote-call.ts';

let server: OpenAiServer;

beforeAll(async () => {
  server = await OpenAiServer.open();
});

afterAll(() => server.close());

const local = { provider: 'local', model: 'test', prompt: 'Hi' };

/** What a model node with these settings asks, as the provider sees it, and how the node ends. */
async function ask(config: JsonObject, models: ModelCaller, answer: OpenAiAnswer) {
  server.answer(answer);
  const world = new RecordedWorld({ models });
  const outcome = await perform(graphWith('model', { ...local, ...config }), world);
  const { body, path, headers } = await server.arrived;
  return { outcome, world, body, path, headers };
}

const answering =
  ({ begin, text, finish }: Protocol, said = 'Hello'): OpenAiAnswer =>
  (reply) => {
    begin(reply);
    text(reply, said);
    finish(reply);
  };

const settings = {
  temperature: 0.5,
  maxTokens: 10,
  topP: 0.9,
  stop: ['END'],
  seed: 7,
  presencePenalty: 0.25,
  frequencyPenalty: -0.5,
};

const inChatCompletions = {
  model: 'test',
  temperature: 0.5,
  max_tokens: 10,
  top_p: 0.9,
  stop: ['END'],
  seed: 7,
  presence_penalty: 0.25,
  frequency_penalty: -0.5,
};

/** Each setting in the words of the protocol. What Anthropic has no word for is left out. */
const sent: Readonly<Record<Protocol['type'], object>> = {
  'openai-compatible': inChatCompletions,
  openai: inChatCompletions,
  anthropic: { model: 'test', temperature: 0.5, max_tokens: 10, top_p: 0.9, stop_sequences: ['END'] },
  google: {
    generationConfig: {
      temperature: 0.5,
      maxOutputTokens: 10,
      topP: 0.9,
      stopSequences: ['END'],
      seed: 7,
      presencePenalty: 0.25,
      frequencyPenalty: -0.5,
    },
  },
};

describe.each(protocols)('a model node over the protocol of $type', (protocol) => {
  const models = () => modelsAt(server.url, { type: protocol.type });

  it('sends every setting that the protocol has a word for', async () => {
    const { body, outcome } = await ask(settings, models(), answering(protocol));
    expect(outcome).toMatchObject({ status: 'completed', output: { text: 'Hello' } });
    expect(body).toMatchObject(sent[protocol.type]);
  });

  it('sends none that nobody has set', async () => {
    const { body } = await ask({}, models(), answering(protocol));
    const { generationConfig = {} } = body;
    const all = { ...body, ...(isJsonObject(generationConfig) ? generationConfig : {}) };
    const named = ['temperature', 'top_p', 'topP', 'seed', 'presence_penalty', 'presencePenalty', 'stop'];
    expect(named.filter((name) => all[name] !== undefined)).toEqual([]);
  });

  it('names the model that the node names', async () => {
    const { body, path } = await ask({}, models(), answering(protocol));
    expect(`${path} ${String(body.model)}`).toMatch(/models\/test:|test$/);
  });

  it('is not refused a schema in which something is optional', async () => {
    const structuredOutput = { type: 'object', properties: { a: { type: 'integer' } } };
    const { body, outcome } = await ask({ structuredOutput }, models(), answering(protocol, '{"a":1}'));
    expect(JSON.stringify(body)).toMatch(/"integer"/i);
    expect(JSON.stringify(body)).not.toContain('"strict":true');
    expect(outcome).toMatchObject({ status: 'completed', output: { data: { a: 1 } } });
  });

  it('gives up on an answer that stalls for as long as the node says, so that it may be tried again', async () => {
    const clock = new ManualClock();
    const provider = modelsAt(server.url, { type: protocol.type, idleTimeoutMs: 1000 }, clock);
    const silence = new Silence({ limitMs: 2000, clock });
    silence.start(() => undefined);
    const asked = ask({}, silence.listeningTo(provider), (reply) => {
      protocol.begin(reply);
      protocol.text(reply, 'half');
    });
    const { closed } = await server.arrived;
    await vi.waitUntil(() => clock.pendingTimers === 1, { timeout: 30_000 });
    const ended = { is: false };
    void asked.finally(() => {
      ended.is = true;
    });
    const isOver = () => {
      clock.advance(2000);
      return ended.is;
    };
    await vi.waitUntil(isOver, { timeout: 30_000 });
    await closed;
    silence.stop();
    expect(clock.pendingTimers).toBe(0);
    expect((await asked).outcome).toMatchObject({
      status: 'failed',
      error: { code: 'model/interrupted', message: expect.stringContaining('2000 ms'), retryable: true },
    });
  });
});

describe('the keys by which providers recognise a repetition', () => {
  const models = () => modelsAt(server.url, { models: ['test', 'other'] });
  const fallbackModels = [{ provider: 'local', model: 'other' }];

  it('are the same for the same question, and another for the question to a fallback', async () => {
    const keys: unknown[] = [];
    for (const attempt of [1, 2]) {
      const before = server.requests.length;
      server.answer((reply) => reply.status(503, { error: { message: 'busy' } }));
      const world = new RecordedWorld({ models: models() });
      await perform(graphWith('model', { ...local, fallbackModels }), world, { attempt });
      keys.push(server.requests.slice(before).map(({ headers }) => headers['idempotency-key']));
    }
    expect(keys).toEqual([
      ['execution:it', 'execution:it:fallback:1'],
      ['execution:it', 'execution:it:fallback:1'],
    ]);
  });
});
