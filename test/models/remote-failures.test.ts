import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ManualClock } from '../support/manual-clock.ts';
import { type OpenAiAnswer, OpenAiServer } from '../support/openai-server.ts';
import { call as ask, modelsAt } from './remote-call.ts';

const secrets = 'sk-secret-key, top-secret and borne-secret';

const failure = z.object({
  message: z.string(),
  details: z.object({ retryAfterMs: z.number().optional() }),
});

const messageOf = (error: unknown): string => failure.parse(error).message;
const retryAfterOf = (error: unknown): number | undefined => failure.parse(error).details.retryAfterMs;

let server: OpenAiServer;

beforeAll(async () => {
  server = await OpenAiServer.open();
});

afterAll(() => server.close());

const call = (answer: OpenAiAnswer, options: Parameters<typeof ask>[2] = {}) => ask(server, answer, options);

describe('a provider that fails', () => {
  it('by 429 may be asked again, when it says so', async () => {
    const { error } = await call((reply) =>
      reply.status(429, { error: { message: 'slow down' } }, { 'retry-after': '7' }),
    );
    expect(error).toMatchObject({
      code: 'model/unavailable',
      retryable: true,
      message: expect.stringContaining('slow down'),
      details: { status: 429, retryAfterMs: 7000 },
    });
  });

  it.each([500, 503])('by %i may be asked again', async (status) => {
    const { error } = await call((reply) => reply.status(status, { error: { message: 'oops' } }));
    expect(error).toMatchObject({ code: 'model/unavailable', retryable: true, details: { status } });
  });

  it.each([400, 401, 403, 404])('by %i is not asked again', async (status) => {
    const { error } = await call((reply) => reply.status(status, { error: { message: 'no' } }));
    expect(error).toMatchObject({ code: 'model/unavailable', retryable: false, details: { status } });
  });

  it.each([
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['0.5', 500],
    ['', undefined],
    ['soon', undefined],
  ])('by a Retry-After of %j says to wait for %s ms', async (value, ms) => {
    const { error } = await call((reply) => reply.status(429, {}, { 'retry-after': value }));
    expect(error).toMatchObject({ retryable: true });
    expect(retryAfterOf(error)).toBe(ms);
  });

  it('by a Retry-After that is a date says how long until then', async () => {
    const clock = new ManualClock();
    const date = new Date(clock.now() + 9000).toUTCString();
    const { error } = await call((reply) => reply.status(503, {}, { 'retry-after': date }), {
      models: modelsAt(server.url, {}, clock),
    });
    expect(retryAfterOf(error)).toBe(9000);
  });

  it.each([
    ['{"detail":"field required"}', '{"detail":"field required"}'],
    ['<html>Bad Gateway</html>', 'Bad Request'],
    ['', 'Bad Request'],
  ])('with a body that is not of the protocol, %j, still says why', async (body, why) => {
    const { error } = await call((reply) => reply.begin(400).raw(body).end());
    expect(error).toMatchObject({ message: `local/test answered with status 400: ${why}` });
  });

  it('at length is quoted in short', async () => {
    const { error } = await call((reply) => reply.status(400, { error: { message: 'x'.repeat(5000) } }));
    expect(messageOf(error).length).toBeLessThan(400);
  });

  it.each([
    ['refuses', (reply) => reply.status(401, { error: { message: `bad ${secrets}` } })],
    ['refuses in its own words', (reply) => reply.status(401, { detail: secrets })],
    [
      'fails in the middle',
      (reply) =>
        reply
          .begin()
          .text('x')
          .event({ error: { message: secrets } })
          .end(),
    ],
    ['makes no sense', (reply) => reply.begin().raw(`data: {"${secrets}\n\n`).finish()],
  ] satisfies [
    string,
    OpenAiAnswer,
  ][])('by repeating keys and headers when it %s does not make them known', async (_, answer) => {
    const headers = { 'X-Token': 'top-secret', Authorization: 'Bearer borne-secret' };
    const { error } = await call(answer, { models: modelsAt(server.url, { headers }) });
    expect(error).toMatchObject({ code: expect.stringContaining('model/') });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(
      /sk-secret-key|top-secret|borne-secret/,
    );
  });

  it('by sending the request elsewhere is not followed there', async () => {
    const elsewhere = await OpenAiServer.open();
    const { error } = await call((reply) =>
      reply.status(307, {}, { location: `${elsewhere.url}/chat/completions` }),
    );
    expect(error).toMatchObject({ code: 'model/unavailable', retryable: false, details: { status: 307 } });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('by a connection that is cut before anything was said has broken off', async () => {
    const { error } = await call((reply) => reply.begin().cut());
    expect(error).toMatchObject({ code: 'model/interrupted', retryable: true });
  });

  it('by a chunk that is no JSON, or not of the protocol, has broken off', async () => {
    for (const bad of ['data: {"choices": [\n\n', 'data: {"choices": 7}\n\n']) {
      const { error } = await call((reply) => reply.begin().text('half').raw(bad).finish());
      expect(error).toMatchObject({ code: 'model/interrupted', retryable: true });
    }
  });

  it('by not being there may be asked again', async () => {
    const gone = await OpenAiServer.open();
    const models = modelsAt(gone.url);
    await gone.close();
    const { error } = await call(() => undefined, { models });
    expect(error).toMatchObject({ code: 'model/unavailable', retryable: true });
  });

  it('by silence has broken off, and its connection is closed', async () => {
    const clock = new ManualClock();
    const begun = Promise.withResolvers<void>();
    const heard = call((reply) => void reply.begin().text('and then'), {
      models: modelsAt(server.url, { idleTimeoutMs: 5000 }, clock),
      onChunk: () => begun.resolve(),
    });
    await begun.promise;
    await vi.waitUntil(() => clock.pendingTimers === 1, { timeout: 30_000 });
    clock.advance(4999);
    expect(clock.pendingTimers).toBe(1);
    clock.advance(1);
    const { text, error } = await heard;
    await (await server.arrived).closed;
    expect(text).toBe('and then');
    expect(error).toMatchObject({
      code: 'model/interrupted',
      retryable: true,
      message: expect.stringContaining('5000'),
    });
  });

  it('by silence before it answers at all has broken off', async () => {
    const clock = new ManualClock();
    const heard = call(() => undefined, { models: modelsAt(server.url, {}, clock) });
    const seen = await server.arrived;
    clock.advance(120_000);
    await seen.closed;
    expect((await heard).error).toMatchObject({ code: 'model/interrupted', retryable: true });
  });

  it('is not blamed for the time that the listener takes, and leaves no timer', async () => {
    const clock = new ManualClock();
    const { text, error } = await call((reply) => reply.begin().text('a').text('b').finish(), {
      models: modelsAt(server.url, {}, clock),
      onChunk: () => clock.advance(200_000),
    });
    expect({ text, error }).toEqual({ text: 'ab', error: null });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a request that a provider cannot be asked', () => {
  const late = [
    { role: 'user', content: 'Hi' },
    { role: 'system', content: 'Be brief.' },
  ] as const;

  it.each([
    ['messages in an order that it does not know', 'google', { messages: late }],
    ['settings that are not its own', 'openai', { providerOptions: { reasoningEffort: 7 } }],
  ])('because of %s is not sent, and not tried again', async (_, type, more) => {
    const before = server.requests.length;
    const { error } = await call((reply) => reply.begin().finish(), {
      models: modelsAt(server.url, { type }),
      more,
    });
    expect(server.requests).toHaveLength(before);
    expect(error).toMatchObject({
      code: 'model/unavailable',
      retryable: false,
      message: expect.stringContaining('cannot be asked'),
    });
  });
});
