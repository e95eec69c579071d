import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModels, createRemoteProvider, modelProvidersSchema } from '../../src/models/index.ts';
import type { ModelChunk, ModelRequest } from '../../src/nodes/index.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { chunk, type OpenAiAnswer, OpenAiServer } from '../support/openai-server.ts';

let server: OpenAiServer;

beforeAll(async () => {
  server = await OpenAiServer.open();
});

afterAll(() => server.close());

const request: ModelRequest = {
  provider: 'local',
  model: 'test',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
  ],
  idempotencyKey: 'e1:answer',
};

function models(type = 'openai-compatible', clock = systemClock) {
  const [settings] = modelProvidersSchema.parse([
    { name: 'local', type, baseUrl: server.url, apiKey: 'sk-secret-key', models: ['test'] },
  ]);
  if (!settings) throw new Error('no settings');
  return createModels([createRemoteProvider(settings, clock)]);
}

interface Heard {
  readonly chunks: readonly ModelChunk[];
  readonly text: string;
  readonly error: unknown;
}

/** Everything one call streams, and how it failed. */
async function call(
  answer: OpenAiAnswer,
  { more = {}, signal = new AbortController().signal, caller = models() } = {},
): Promise<Heard> {
  server.answer(answer);
  const chunks: ModelChunk[] = [];
  let error: unknown = null;
  try {
    for await (const one of caller.stream({ ...request, ...more }, signal)) chunks.push(one);
  } catch (cause) {
    error = cause;
  }
  const text = chunks.map((one) => (one.type === 'text' ? one.text : '')).join('');
  return { chunks, text, error };
}

describe('a provider that speaks the OpenAI protocol', () => {
  it('streams text as it comes, then what was used, then the end', async () => {
    const { chunks, error } = await call((reply) => reply.begin().text('Hel').text('lo').finish());
    expect(error).toBeNull();
    expect(chunks).toEqual([
      { type: 'text', text: 'Hel' },
      { type: 'text', text: 'lo' },
      {
        type: 'usage',
        usage: expect.objectContaining({ inputTokens: 3, outputTokens: 2, totalTokens: 5 }),
      },
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('is asked once, with the messages, the settings, the key and an idempotency key', async () => {
    const before = server.requests.length;
    const more = { temperature: 0.5, maxTokens: 10, topP: 0.9, stop: ['END'] };
    await call((reply) => reply.begin().finish(), { more });
    expect(server.requests).toHaveLength(before + 1);
    const { headers, body } = await server.arrived;
    expect(headers).toMatchObject({ authorization: 'Bearer sk-secret-key', 'idempotency-key': 'e1:answer' });
    expect(body).toMatchObject({
      model: 'test',
      stream: true,
      temperature: 0.5,
      max_tokens: 10,
      top_p: 0.9,
      stop: ['END'],
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
    });
  });

  it('is shown tools, their calls and their results, and asked for an answer of a shape', async () => {
    const call1 = { id: 'c1', name: 'weather', arguments: { city: 'Oslo' } };
    const more = {
      messages: [
        { role: 'user', content: 'Weather?' },
        { role: 'assistant', content: '', toolCalls: [call1] },
        { role: 'tool', content: '3 °C', toolCallId: 'c1' },
      ] as const,
      tools: [{ name: 'weather', description: 'Tells it.', inputSchema: { type: 'object' } }],
      responseSchema: { type: 'object', properties: {}, additionalProperties: false },
    };
    await call((reply) => reply.begin().finish(), { more });
    const { body } = await server.arrived;
    expect(body).toMatchObject({
      messages: [
        { role: 'user' },
        {
          role: 'assistant',
          tool_calls: [{ id: 'c1', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: '3 °C' },
      ],
      tools: [{ type: 'function', function: { name: 'weather' } }],
      response_format: { type: 'json_schema' },
    });
  });

  it('calls tools with arguments that come in pieces', async () => {
    const piece = (part: object) => chunk({ tool_calls: [{ index: 0, ...part }] });
    const { chunks } = await call((reply) =>
      reply
        .begin()
        .event(piece({ id: 'c1', type: 'function', function: { name: 'weather', arguments: '' } }))
        .event(piece({ function: { arguments: '{"city":' } }))
        .event(piece({ function: { arguments: '"Oslo"}' } }))
        .finish('tool_calls'),
    );
    expect(chunks).toContainEqual({
      type: 'toolCall',
      call: { id: 'c1', name: 'weather', arguments: { city: 'Oslo' } },
    });
    expect(chunks.at(-1)).toEqual({ type: 'finish', reason: 'tool-calls' });
  });

  it('does not tell what it did not count: unknown is null', async () => {
    const { chunks } = await call((reply) => reply.begin().text('x').finish('stop', null));
    expect(chunks).toContainEqual({
      type: 'usage',
      usage: {
        inputTokens: null,
        outputTokens: null,
        cachedTokens: null,
        reasoningTokens: null,
        totalTokens: null,
      },
    });
  });

  it('may cut a character in two, between packets or between pieces of text', async () => {
    const bytes = new TextEncoder().encode(`data: ${JSON.stringify(chunk({ content: 'a😀b' }))}\n\n`);
    const middle = bytes.indexOf(0xf0) + 2;
    const { text } = await call(async (reply) => {
      reply.begin().raw(bytes.subarray(0, middle));
      await new Promise((resolve) => setImmediate(resolve));
      reply.raw(bytes.subarray(middle)).text('\ud83d').text('\ude00').finish();
    });
    expect(text).toBe('a😀b😀');
  });
});

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

  it('never tells the key, even where the provider repeats it', async () => {
    const { error } = await call((reply) =>
      reply.status(401, { error: { message: 'bad key sk-secret-key' } }),
    );
    expect(String((error as Error).message)).not.toContain('sk-secret-key');
  });

  it('by a connection that is cut has broken off, and what was heard stays', async () => {
    const { text, error } = await call(async (reply) => {
      reply.begin().text('half');
      await new Promise((resolve) => setImmediate(resolve));
      reply.cut();
    });
    expect(text).toBe('half');
    expect(error).toMatchObject({ code: 'model/interrupted', retryable: true });
  });

  it('by a connection that is cut before anything was said has broken off', async () => {
    const { error } = await call((reply) => reply.begin().cut());
    expect(error).toMatchObject({ code: 'model/interrupted', retryable: true });
  });

  it('by an end without a finish has broken off', async () => {
    const { error } = await call((reply) => {
      reply.begin().text('half').raw('data: [DONE]\n\n').end();
    });
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
    const [settings] = modelProvidersSchema.parse([
      { name: 'local', type: 'openai-compatible', baseUrl: gone.url, models: ['test'] },
    ]);
    await gone.close();
    if (!settings) throw new Error('no settings');
    const { error } = await call(() => undefined, {
      caller: createModels([createRemoteProvider(settings, systemClock)]),
    });
    expect(error).toMatchObject({ code: 'model/unavailable', retryable: true });
  });

  it('by silence has broken off, and its connection is closed', async () => {
    const clock = new ManualClock();
    const begun = Promise.withResolvers<void>();
    const heard = call(
      (reply) => {
        reply.begin().text('and then');
        begun.resolve();
      },
      { caller: models('openai-compatible', clock) },
    );
    await begun.promise;
    const seen = await server.arrived;
    // The piece that was sent re-arms the timer when it arrives: time passes until nothing does any more.
    const passing = setInterval(() => clock.advance(120_000), 5);
    const { error } = await heard;
    clearInterval(passing);
    await seen.closed;
    expect(error).toMatchObject({
      code: 'model/interrupted',
      retryable: true,
      message: expect.stringContaining('120000'),
    });
  });
});

describe('aborting a call', () => {
  it('closes the connection to the provider', async () => {
    const controller = new AbortController();
    const heard = call((reply) => void reply.begin().text('on and on'), { signal: controller.signal });
    const seen = await server.arrived;
    controller.abort(new Error('enough'));
    await seen.closed;
    expect((await heard).error).not.toBeNull();
  });
});

describe('other protocols', () => {
  it('OpenAI itself is asked over chat completions', async () => {
    const { text, error } = await call((reply) => reply.begin().text('Hello').finish(), {
      caller: models('openai'),
    });
    expect({ text, error }).toEqual({ text: 'Hello', error: null });
    expect((await server.arrived).path).toBe('/v1/chat/completions');
  });

  it('Anthropic streams text and usage', async () => {
    const answer: OpenAiAnswer = (reply) => {
      const message = {
        id: 'm1',
        type: 'message',
        role: 'assistant',
        content: [],
        model: 'test',
        stop_reason: null,
      };
      reply
        .begin()
        .event(
          { type: 'message_start', message: { ...message, usage: { input_tokens: 4, output_tokens: 1 } } },
          'message_start',
        )
        .event(
          { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
          'content_block_start',
        )
        .event(
          { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
          'content_block_delta',
        )
        .event({ type: 'content_block_stop', index: 0 }, 'content_block_stop')
        .event(
          {
            type: 'message_delta',
            delta: { stop_reason: 'end_turn', stop_sequence: null },
            usage: { output_tokens: 2 },
          },
          'message_delta',
        )
        .event({ type: 'message_stop' }, 'message_stop')
        .end();
    };
    const { text, chunks } = await call(answer, { caller: models('anthropic') });
    expect(text).toBe('Hello');
    expect(chunks.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
    expect(chunks).toContainEqual({
      type: 'usage',
      usage: expect.objectContaining({ inputTokens: 4, outputTokens: 2 }),
    });
  });

  it('Google streams text and usage', async () => {
    const answer: OpenAiAnswer = (reply) => {
      const content = { role: 'model', parts: [{ text: 'Hello' }] };
      const usageMetadata = { promptTokenCount: 4, candidatesTokenCount: 2, totalTokenCount: 6 };
      reply
        .begin()
        .event({ candidates: [{ content, finishReason: 'STOP' }], usageMetadata })
        .end();
    };
    const { text, chunks } = await call(answer, { caller: models('google') });
    expect(text).toBe('Hello');
    expect(chunks).toContainEqual({
      type: 'usage',
      usage: expect.objectContaining({ inputTokens: 4, outputTokens: 2 }),
    });
  });

  it.each(['openai', 'anthropic', 'google'])('%s refuses by status', async (type) => {
    const { error } = await call((reply) => reply.status(500, { error: { message: 'oops' } }), {
      caller: models(type),
    });
    expect(error).toMatchObject({ code: 'model/unavailable', retryable: true, details: { status: 500 } });
  });
});

describe('settings of providers', () => {
  const own = { name: 'local', type: 'openai-compatible', baseUrl: 'http://localhost:1/v1', models: ['a'] };

  it.each([
    ['a name that is taken', [own, own]],
    ['the name of the offline models', [{ ...own, name: 'offline' }]],
    ['a compatible one without an address', [{ name: 'x', type: 'openai-compatible', models: ['a'] }]],
    ['one without models', [{ ...own, models: [] }]],
    ['a key that means nothing', [{ ...own, modles: ['a'] }]],
  ])('refuse %s', (_, settings) => {
    expect(modelProvidersSchema.safeParse(settings).success).toBe(false);
  });
});
