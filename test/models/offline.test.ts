import { describe, expect, it } from 'vitest';
import { createModels, createOfflineProvider } from '../../src/models/index.ts';
import type { ModelChunk, ModelRequest } from '../../src/nodes/index.ts';
import { ManualClock } from '../support/manual-clock.ts';

const clock = new ManualClock();
const models = createModels([createOfflineProvider(clock)]);

function requestOf(model: string, content: string, provider = 'offline'): ModelRequest {
  return { provider, model, messages: [{ role: 'user', content }], idempotencyKey: 'e1:a' };
}

async function heard(
  request: ModelRequest,
  signal = new AbortController().signal,
): Promise<readonly ModelChunk[]> {
  const chunks: ModelChunk[] = [];
  for await (const chunk of models.stream(request, signal)) chunks.push(chunk);
  return chunks;
}

const play = (...steps: readonly object[]) => heard(requestOf('scripted', JSON.stringify(steps)));
const textOf = (chunks: readonly ModelChunk[]) =>
  chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');

describe('offline/echo', () => {
  it('streams the last message of the user word by word, byte for byte, and counts words', async () => {
    const chunks = await heard(requestOf('echo', ' Hi,  there\n😀 '));
    expect(textOf(chunks)).toBe(' Hi,  there\n😀 ');
    expect(chunks.slice(-2)).toEqual([
      {
        type: 'usage',
        usage: { inputTokens: 4, outputTokens: 4, cachedTokens: null, reasoningTokens: null, totalTokens: 8 },
      },
      { type: 'finish', reason: 'stop' },
    ]);
  });
});

describe('offline/scripted', () => {
  it('says, thinks, calls tools and tells its usage, as its script wants', async () => {
    const usage = {
      inputTokens: 1,
      outputTokens: null,
      cachedTokens: null,
      reasoningTokens: null,
      totalTokens: null,
    };
    const chunks = await play(
      { do: 'reasoning', text: 'hm' },
      { do: 'text', text: 'one two' },
      { do: 'toolCall', id: 'c', name: 'find', arguments: { q: 1 } },
      { do: 'usage', inputTokens: 1 },
    );
    expect(chunks).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'one ' },
      { type: 'text', text: 'two' },
      { type: 'toolCall', call: { id: 'c', name: 'find', arguments: { q: 1 } } },
      { type: 'usage', usage },
      { type: 'finish', reason: 'tool-calls' },
    ]);
  });

  it('speaks at the pace that it is given, and waits without saying anything', async () => {
    const script = JSON.stringify([
      { do: 'text', text: 'one two', paceMs: 100 },
      { do: 'wait', ms: 1000 },
    ]);
    const chunks = models
      .stream(requestOf('scripted', script), new AbortController().signal)
      [Symbol.asyncIterator]();
    for (const [ms, text] of [
      [100, 'one '],
      [100, 'two'],
    ] as const) {
      const next = chunks.next();
      await Promise.resolve();
      clock.advance(ms - 1);
      clock.advance(1);
      expect((await next).value).toEqual({ type: 'text', text });
    }
    const usage = chunks.next();
    await Promise.resolve();
    await Promise.resolve();
    clock.advance(1000);
    expect((await usage).value).toMatchObject({ type: 'usage' });
  });

  it('fails as a provider would', async () => {
    await expect(play({ do: 'fail', message: 'busy', retryAfterMs: 5 })).rejects.toMatchObject({
      code: 'model/unavailable',
      retryable: true,
      details: { retryAfterMs: 5 },
    });
    await expect(play({ do: 'fail', retryable: false })).rejects.toMatchObject({ retryable: false });
  });

  it('ends without an end where it is cut', async () => {
    expect((await play({ do: 'text', text: 'half' }, { do: 'cut' })).at(-1)).toEqual({
      type: 'text',
      text: 'half',
    });
  });

  it.each([
    ['hangs', [{ do: 'hang' }]],
    ['waits', [{ do: 'wait', ms: 1000 }]],
  ])('ends at once when it %s and is aborted', async (_, steps) => {
    const controller = new AbortController();
    const all = heard(requestOf('scripted', JSON.stringify(steps)), controller.signal);
    const before = clock.pendingTimers;
    controller.abort(new Error('enough'));
    await expect(all).rejects.toThrow('enough');
    expect(clock.pendingTimers).toBeLessThanOrEqual(before);
  });

  it.each([
    '',
    'hello',
    '{}',
    '[{ "do": "dance" }]',
    '[{ "do": "text" }]',
  ])('refuses %j as a script', async (script) => {
    await expect(heard(requestOf('scripted', script))).rejects.toMatchObject({
      code: 'model/unavailable',
      retryable: false,
    });
  });
});

describe('a model that is not there', () => {
  it.each([
    ['ofline', 'echo', 'did you mean "offline"?'],
    ['offline', 'ecko', 'did you mean "echo"?'],
    ['openai', 'gpt', 'configured are offline'],
  ])('%s/%s is refused with help, before any call', (provider, model, help) => {
    const ask = () => models.stream(requestOf(model, 'hi', provider), new AbortController().signal);
    expect(ask).toThrow(
      expect.objectContaining({ code: 'model/unknown', message: expect.stringContaining(help) }),
    );
  });

  it('is not among those that are listed', () => {
    expect(models.list().map(({ provider, model }) => `${provider}/${model}`)).toEqual([
      'offline/echo',
      'offline/scripted',
    ]);
  });
});
