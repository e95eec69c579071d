import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
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

/** Lets time pass whenever the stream waits for it. */
async function* ticking(stream: AsyncIterable<ModelChunk>): AsyncGenerator<ModelChunk> {
  const iterator = stream[Symbol.asyncIterator]();
  while (true) {
    const next = iterator.next();
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(10);
    const { done, value } = await next;
    if (done) return;
    yield value;
  }
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

  it('gives successive answers to successive turns of the user, and the last one to all that follow', async () => {
    const say = (text: string) => [{ do: 'text', text }];
    const script = JSON.stringify([say('first'), say('second')]);
    const told: string[] = [];
    for (const later of [[], ['again'], ['again', 'and again'], [script]]) {
      const turns = [script, ...later].flatMap((content) => [
        { role: 'user', content } as const,
        { role: 'assistant', content: 'well' } as const,
      ]);
      const request = { ...requestOf('scripted', ''), messages: turns.slice(0, -1) };
      told.push(textOf(await heard(request)));
    }
    expect(told).toEqual(['first', 'second', 'second', 'first']);
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

  it.each([
    ['Hello', 'needs a script, a JSON list, as its prompt: this is none'],
    ['[{ "do": "text" }]', 'needs a script, a JSON list, as its prompt: 0.text: '],
    ['[[], [{ "do": "text" }]]', 'needs a script, a JSON list, as its prompt: 1.0.text: '],
  ])('says what is wrong where its prompt is no script: %s', async (prompt, message) => {
    await expect(heard(requestOf('scripted', prompt))).rejects.toThrow(message);
  });

  it('fails after some words, with the code and the status that its script names', async () => {
    const script = JSON.stringify([
      { do: 'text', text: 'one two' },
      { do: 'fail', code: 'model/interrupted', status: 502 },
    ]);
    const said: string[] = [];
    const all = (async () => {
      for await (const chunk of models.stream(requestOf('scripted', script), new AbortController().signal))
        if (chunk.type === 'text') said.push(chunk.text);
    })();
    await expect(all).rejects.toMatchObject({ code: 'model/interrupted', details: { status: 502 } });
    expect(said).toEqual(['one ', 'two']);
  });

  it('sets no timer where it has no pace', async () => {
    const timers = vi.spyOn(clock, 'after');
    await play({ do: 'text', text: 'one two', paceMs: 0 }, { do: 'wait', ms: 0 });
    expect(timers).not.toHaveBeenCalled();
    timers.mockRestore();
  });

  it('says no further word once it is aborted, also without a pace', async () => {
    const controller = new AbortController();
    const script = JSON.stringify([{ do: 'text', text: 'one two three' }]);
    const said: ModelChunk[] = [];
    const all = (async () => {
      for await (const chunk of models.stream(requestOf('scripted', script), controller.signal)) {
        said.push(chunk);
        controller.abort(new Error('enough'));
      }
    })();
    await expect(all).rejects.toThrow('enough');
    expect(said).toEqual([{ type: 'text', text: 'one ' }]);
  });

  it('stops listening for an abort after each word', async () => {
    const { signal } = new AbortController();
    const script = JSON.stringify([{ do: 'text', text: 'a b c', paceMs: 10 }]);
    let said = 0;
    for await (const chunk of ticking(models.stream(requestOf('scripted', script), signal))) {
      if (chunk.type === 'text') said += 1;
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    }
    expect(said).toBe(3);
  });

  it('ends without an end where it is cut', async () => {
    expect((await play({ do: 'text', text: 'half' }, { do: 'cut' })).at(-1)).toEqual({
      type: 'text',
      text: 'half',
    });
  });

  it.each([
    ['hangs', [{ do: 'hang' }], 0],
    ['waits', [{ do: 'wait', ms: 1000 }], 1],
  ])('ends at once when it %s and is aborted, and leaves no timer', async (_, steps, timers) => {
    const controller = new AbortController();
    const all = heard(requestOf('scripted', JSON.stringify(steps)), controller.signal);
    expect(clock.pendingTimers).toBe(timers);
    controller.abort(new Error('enough'));
    await expect(all).rejects.toThrow('enough');
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    '',
    'hello',
    '{}',
    '[{ "do": "dance" }]',
    '[{ "do": "text" }]',
    '[[], { "do": "hang" }]',
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
