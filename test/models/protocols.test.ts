import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type OpenAiAnswer, OpenAiServer, type Reply } from '../support/openai-server.ts';
import { protocols } from './protocols.ts';
import { call, modelsAt, request } from './remote-call.ts';

let server: OpenAiServer;

beforeAll(async () => {
  server = await OpenAiServer.open();
});

afterAll(() => server.close());

describe.each(protocols)('the protocol of $type', ({ type, begin, text, finish, error: fail }) => {
  const models = () => modelsAt(server.url, { type });
  const asked = (answer: OpenAiAnswer) => call(server, answer, { models: models() });
  const half = (reply: Reply): void => {
    begin(reply);
    text(reply, 'half');
  };

  it('is heard with its text, what it used, and its end; what it does not tell is null', async () => {
    const { chunks, error } = await asked((reply) => {
      half(reply);
      finish(reply);
    });
    expect(error).toBeNull();
    expect(chunks).toEqual([
      { type: 'text', text: 'half' },
      {
        type: 'usage',
        usage: { inputTokens: 4, outputTokens: 2, cachedTokens: null, reasoningTokens: null, totalTokens: 6 },
      },
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('passes each piece on before the next one is sent', async () => {
    const heard = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let count = 0;
    const answer: OpenAiAnswer = async (reply) => {
      begin(reply);
      text(reply, 'one ');
      await heard[0]?.promise;
      text(reply, 'two');
      await heard[1]?.promise;
      finish(reply);
    };
    const onChunk = (): void => heard[count++]?.resolve();
    const all = await call(server, answer, { models: models(), onChunk });
    expect(all).toMatchObject({ text: 'one two', error: null });
  });

  it('has broken off where it ends in the middle', async () => {
    const { text: said, error } = await asked((reply) => {
      half(reply);
      reply.end();
    });
    expect(said).toBe('half');
    expect(error).toMatchObject({ code: 'model/interrupted', retryable: true });
  });

  it.each([
    ['nothing', ''],
    ['what is no stream', '<html>Welcome</html>'],
  ])('has broken off where a good status is followed by %s', async (_, body) => {
    const { chunks, error } = await asked((reply) => reply.begin().raw(body).end());
    expect(chunks.map((chunk) => chunk.type).filter((one) => one !== 'usage')).toEqual([]);
    expect(error).toMatchObject({ code: 'model/interrupted', retryable: true });
  });

  it('has broken off where its connection is cut', async () => {
    const heard = Promise.withResolvers<void>();
    const answer: OpenAiAnswer = async (reply) => {
      half(reply);
      await heard.promise;
      reply.cut();
    };
    const { error } = await call(server, answer, { models: models(), onChunk: () => heard.resolve() });
    expect(error).toMatchObject({
      code: 'model/interrupted',
      retryable: true,
      message: expect.stringMatching(/broke off: (terminated|other side closed)/),
    });
  });

  it('tells what the provider says where it fails in the middle', async () => {
    const { text: said, error } = await asked((reply) => {
      half(reply);
      fail(reply, 'we are overloaded');
    });
    expect(said).toBe('half');
    expect(error).toMatchObject({
      code: 'model/interrupted',
      retryable: true,
      message: expect.stringContaining('we are overloaded'),
    });
  });

  it('refuses by status, and says why', async () => {
    const { error } = await asked((reply) =>
      reply.status(500, {
        type: 'error',
        error: { type: 'api_error', message: 'oops', code: 500, status: 'X' },
      }),
    );
    expect(error).toMatchObject({
      code: 'model/unavailable',
      retryable: true,
      details: { status: 500 },
      message: 'local/test answered with status 500: oops',
    });
  });

  it('is ended at once, in the middle of an answer, when the call is aborted', async () => {
    const controller = new AbortController();
    const heard = call(server, half, {
      models: models(),
      signal: controller.signal,
      onChunk: () => controller.abort(new Error('enough')),
    });
    await (await server.arrived).closed;
    expect((await heard).error).not.toBeNull();
  });

  it('is ended at once when the listener goes away', async () => {
    server.answer(half);
    const stream = models().stream(request, new AbortController().signal);
    for await (const chunk of stream) {
      expect(chunk).toEqual({ type: 'text', text: 'half' });
      break;
    }
    await (await server.arrived).closed;
  });
});

it('OpenAI itself is asked over chat completions', async () => {
  await call(server, (reply) => reply.begin().finish(), { models: modelsAt(server.url, { type: 'openai' }) });
  expect((await server.arrived).path).toBe('/v1/chat/completions');
});

describe('without an address in the settings', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });

  it.each([
    ['openai', 'https://api.openai.com/'],
    ['anthropic', 'https://api.anthropic.com/'],
    ['google', 'https://generativelanguage.googleapis.com/'],
  ])('%s is asked at %s, whatever the environment says', async (type, address) => {
    vi.stubEnv('OPENAI_BASE_URL', server.url);
    vi.stubEnv('ANTHROPIC_BASE_URL', server.url);
    const asked: string[] = [];
    vi.stubGlobal('fetch', (url: string) => {
      asked.push(url);
      return Promise.reject(new TypeError('fetch failed', { cause: new Error('no network') }));
    });
    const models = modelsAt(server.url, { type, baseUrl: undefined });
    const { error } = await call(server, () => undefined, { models });
    expect(error).toMatchObject({ code: 'model/unavailable', retryable: true });
    expect(asked).toEqual([expect.stringContaining(address)]);
  });
});
