import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunk, type OpenAiAnswer, OpenAiServer } from '../support/openai-server.ts';
import { toolCall } from './protocols.ts';
import { call as ask, modelsAt } from './remote-call.ts';

let server: OpenAiServer;

beforeAll(async () => {
  server = await OpenAiServer.open();
});

afterAll(() => server.close());

const call = (answer: OpenAiAnswer, options: Parameters<typeof ask>[2] = {}) => ask(server, answer, options);

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

  it('thinks apart from what it says', async () => {
    const { chunks, text } = await call((reply) =>
      reply
        .begin()
        .event(chunk({ reasoning_content: 'hm' }))
        .text('Yes')
        .finish(),
    );
    expect(chunks[0]).toEqual({ type: 'reasoning', text: 'hm' });
    expect(text).toBe('Yes');
  });

  it('tells what was cached and thought where it counts them, also none', async () => {
    const usage = {
      prompt_tokens: 0,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 3 },
    };
    const { chunks } = await call((reply) => reply.begin().finish('stop', usage));
    expect(chunks).toContainEqual({
      type: 'usage',
      usage: { inputTokens: 0, outputTokens: 5, cachedTokens: 0, reasoningTokens: 3, totalTokens: 5 },
    });
  });

  it('counts what it tells in part: the rest is unknown', async () => {
    const { chunks } = await call((reply) => reply.begin().finish('stop', { completion_tokens: 5 }));
    expect(chunks).toContainEqual({
      type: 'usage',
      usage: {
        inputTokens: null,
        outputTokens: 5,
        cachedTokens: null,
        reasoningTokens: null,
        totalTokens: null,
      },
    });
  });

  it('gets the settings that only it knows, as they are', async () => {
    await call((reply) => reply.begin().finish(), { more: { providerOptions: { num_ctx: 8192 } } });
    expect((await server.arrived).body).toMatchObject({ num_ctx: 8192 });
  });

  it('needs no key, and gets the headers of its settings', async () => {
    const models = modelsAt(server.url, { apiKey: undefined, headers: { 'X-Team': 'a' } });
    await call((reply) => reply.begin().finish(), { models });
    const { headers } = await server.arrived;
    expect(headers).toMatchObject({ 'x-team': 'a' });
    expect(headers).not.toHaveProperty('authorization');
  });

  it('may cut a character in two, between packets', async () => {
    const bytes = new TextEncoder().encode(`data: ${JSON.stringify(chunk({ content: 'a😀b' }))}\n\n`);
    const middle = bytes.indexOf(0xf0) + 2;
    const heard = Promise.withResolvers<void>();
    const answer: OpenAiAnswer = async (reply) => {
      const before = new TextEncoder().encode(`data: ${JSON.stringify(chunk({ content: '-' }))}\n\n`);
      reply.begin().raw(Buffer.concat([before, bytes.subarray(0, middle)]));
      await heard.promise;
      reply.raw(bytes.subarray(middle)).finish();
    };
    expect((await call(answer, { onChunk: () => heard.resolve() })).text).toBe('-a😀b');
  });

  it('may cut a character in two, between pieces of text', async () => {
    const { text } = await call((reply) => reply.begin().text('\ud83d').text('\ude00').finish());
    expect(text).toBe('😀');
  });

  it('that calls a tool with what is no JSON gave a malformed answer', async () => {
    const { error } = await call((reply) =>
      reply.begin().event(toolCall('weather', '{"city":')).finish('tool_calls'),
    );
    expect(error).toMatchObject({
      code: 'model/malformed',
      retryable: true,
      message: expect.stringContaining('weather'),
    });
  });
});
