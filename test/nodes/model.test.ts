import { describe, expect, it } from 'vitest';
import { AppError, type JsonObject, type Message, type ToolCall } from '../../src/kernel/index.ts';
import type { ModelCaller, ModelChunk } from '../../src/nodes/index.ts';
import { RecordedWorld, type Script, ScriptedModels, type WorldParts } from './recorded-world.ts';
import { type ActivationParts, compileIssues, graphWith, issuesOf, perform, registry } from './run-node.ts';

const echo = { provider: 'offline', model: 'echo' };
const asked = { ...echo, prompt: 'Hello' };
const finish: ModelChunk = { type: 'finish', reason: 'stop' };
const unknown = {
  inputTokens: null,
  outputTokens: null,
  cachedTokens: null,
  reasoningTokens: null,
  totalTokens: null,
};

function text(...deltas: readonly string[]): readonly ModelChunk[] {
  return deltas.map((delta) => ({ type: 'text', text: delta }));
}

/** Asks models that answer as the scripts say. */
async function ask(config: JsonObject, parts: WorldParts = {}, visit: ActivationParts = {}) {
  const models = new ScriptedModels(parts.scripts ?? [[...text('ok'), finish]]);
  const world = new RecordedWorld({ models, ...parts });
  const outcome = await perform(graphWith('model', config), world, visit);
  return { outcome, world, requests: models.requests };
}

function unavailable(retryable = true, details: JsonObject = {}): AppError {
  return new AppError('model/unavailable', 'the provider is overloaded', { retryable, details });
}

describe('model: the answer', () => {
  it('streams, and is the output and one more message', async () => {
    const call: ToolCall = { id: '1', name: 'search', arguments: { q: 'cats' } };
    const script: Script = [
      { type: 'reasoning', text: 'hm' },
      ...text('Let me ', 'see.'),
      { type: 'toolCall', call },
      { type: 'finish', reason: 'tool-calls' },
    ];
    const { outcome, world } = await ask(asked, { scripts: [script] });
    expect(world.reasonings).toEqual(['hm']);
    expect(world.texts).toEqual(['Let me ', 'see.']);
    expect(world.toolCalls).toEqual([call]);
    expect(outcome).toEqual({
      status: 'completed',
      port: 'out',
      output: { text: 'Let me see.', toolCalls: [call], finishReason: 'tool-calls', data: null },
      messages: [{ role: 'assistant', content: 'Let me see.', toolCalls: [call] }],
    });
  });

  it('of nothing adds no empty message', async () => {
    const { outcome } = await ask(asked, { scripts: [[finish]] });
    expect(outcome).toMatchObject({ status: 'completed', output: { text: '' }, messages: [] });
  });
});

describe('model: what is sent', () => {
  const messages: readonly Message[] = [
    { role: 'user', content: 'first' },
    { role: 'assistant', content: 'second' },
  ];
  const history = messages.map(({ content }) => content);

  it.each([
    ['the messages of the execution without a prompt', {}, history],
    ['only the prompt where there is one', { prompt: 'now' }, ['now']],
    ['messages and prompt with history all', { prompt: 'now', history: 'all' }, [...history, 'now']],
    ['only the prompt with history none', { prompt: 'now', history: 'none' }, ['now']],
    ['the system prompt first', { system: 'be kind', prompt: 'now' }, ['be kind', 'now']],
    ['nothing blank', { system: ' ', prompt: ' ', history: 'all' }, history],
  ])('is %s', async (_, config, expected) => {
    const { requests } = await ask({ ...echo, ...config }, {}, { messages });
    expect(requests[0]?.messages.map(({ content }) => content)).toEqual(expected);
  });

  it('has roles, and the values of expressions in it', async () => {
    const config = { ...echo, system: 'You are {{ input.who }}.', prompt: 'About {{ input.topic }}' };
    const { requests } = await ask(config, {}, { values: { input: { who: 'a cat', topic: 'mice' } } });
    expect(requests[0]?.messages).toEqual([
      { role: 'system', content: 'You are a cat.' },
      { role: 'user', content: 'About mice' },
    ]);
  });

  it('holds the settings of the node, and the key that all attempts share', async () => {
    const config = {
      ...asked,
      temperature: 0,
      maxTokens: 10,
      topP: 0.5,
      stop: ['END'],
      providerOptions: { seed: 1 },
      structuredOutput: { type: 'string' },
    };
    const { requests } = await ask(config, { scripts: [[...text('"x"'), finish]] });
    expect(requests).toEqual([
      {
        ...echo,
        messages: [{ role: 'user', content: 'Hello' }],
        temperature: 0,
        maxTokens: 10,
        topP: 0.5,
        stop: ['END'],
        providerOptions: { seed: 1 },
        responseSchema: { type: 'string' },
        idempotencyKey: 'execution:it',
      },
    ]);
  });

  it('leaves out what nobody has set', async () => {
    const { requests } = await ask(asked);
    expect(Object.keys(requests[0] ?? {}).sort()).toEqual([
      'idempotencyKey',
      'messages',
      'model',
      'provider',
    ]);
  });

  it.each([
    ['there is neither prompt nor message', {}],
    ['the prompt is blank', { prompt: '{{ input.nothing }}' }],
    ['there is only a system prompt', { system: 'be kind' }],
  ])('is a failure where %s', async (_, config) => {
    const values = { input: { nothing: null } };
    const { outcome, requests, world } = await ask({ ...echo, ...config }, {}, { values });
    expect(outcome).toMatchObject({ error: { code: 'model/nothing-to-send', retryable: false } });
    expect(requests).toEqual([]);
    expect(world.usages).toEqual([]);
  });

  it('is a failure where an expression fails', async () => {
    const { outcome } = await ask({ ...echo, prompt: '{{ input.missing.deep }}' });
    expect(outcome).toMatchObject({
      error: { code: 'expression/failed', message: expect.stringContaining('"it"') },
    });
  });
});

describe('model: what the request fills in', () => {
  const defaults = { ...echo, temperature: 1, maxTokens: 5, systemPrompt: 'from the request' };

  it('is what the node leaves open', async () => {
    const { requests } = await ask({ prompt: 'Hello' }, { defaults });
    expect(requests[0]).toMatchObject({ ...echo, temperature: 1, maxTokens: 5 });
    expect(requests[0]?.messages[0]).toEqual({ role: 'system', content: 'from the request' });
  });

  it('never changes what the node says', async () => {
    const config = {
      provider: 'openai',
      model: 'own',
      system: '',
      prompt: 'Hello',
      temperature: 0,
      maxTokens: 1,
    };
    const { requests } = await ask(config, { defaults });
    expect(requests[0]).toMatchObject({ provider: 'openai', model: 'own', temperature: 0, maxTokens: 1 });
    expect(requests[0]?.messages).toHaveLength(1);
  });

  it.each([
    ['neither', {}, {}, 'it names no model, and neither does the request'],
    ['only a provider', { provider: 'openai' }, {}, 'set model in the node'],
    ['only a model', { model: 'gpt' }, {}, 'set provider in the node'],
    [
      'a provider that is not the one whose model the request names',
      { provider: 'openai' },
      echo,
      'no model',
    ],
  ])('is missed where there is %s, also where there are fallbacks', async (title, config, requested, message) => {
    const fallbackModels = title === 'neither' ? [] : [echo];
    const asking = { prompt: 'Hello', fallbackModels, ...config };
    const { outcome, requests } = await ask(asking, { defaults: requested });
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'model/unknown', message: expect.stringContaining(message), retryable: false },
    });
    expect(requests).toEqual([]);
  });
});

describe('model: usage', () => {
  const told = { inputTokens: 3, outputTokens: 4, cachedTokens: 1, reasoningTokens: 0, totalTokens: 7 };

  it('is told once for a call, as the provider told it', async () => {
    const { world } = await ask(asked, { scripts: [[{ type: 'usage', usage: told }, finish]] });
    expect(world.usages).toEqual([
      { ...echo, usage: { ...told, costMicroUsd: null, modelCalls: 1, toolCalls: 0 } },
    ]);
  });

  it('has a total where both its parts are known', async () => {
    const { world } = await ask(asked, {
      scripts: [[finish, { type: 'usage', usage: { ...told, totalTokens: null } }]],
    });
    expect(world.usages[0]?.usage.totalTokens).toBe(7);
  });

  it.each([
    ['was not told', [finish]],
    ['belongs to a call that failed', [unavailable()]],
    ['belongs to a call that broke off', text('half')],
  ] satisfies [string, Script][])('that %s is unknown, never 0', async (_, script) => {
    const { world } = await ask(asked, { scripts: [script] });
    expect(world.usages).toEqual([
      { ...echo, usage: { ...unknown, costMicroUsd: null, modelCalls: 1, toolCalls: 0 } },
    ]);
  });

  it('is also told of a call that fails unexpectedly', async () => {
    const world = new RecordedWorld({ scripts: [[new Error('a bug')]] });
    await expect(perform(graphWith('model', asked), world)).rejects.toThrow('a bug');
    expect(world.usages).toHaveLength(1);
  });

  it('is none where no such model is configured', async () => {
    const missing = new AppError('model/unknown', 'there is no provider "offline"');
    const { world, outcome } = await ask(asked, { scripts: [[missing]] });
    expect(outcome).toMatchObject({ error: { code: 'model/unknown' } });
    expect(world.usages).toEqual([]);
  });
});

describe('model: failures', () => {
  it('keep what the provider said, and when to come back', async () => {
    const { outcome } = await ask(asked, {
      scripts: [[unavailable(true, { retryAfterMs: 1500, status: 529 })]],
    });
    expect(outcome).toEqual({
      status: 'failed',
      error: {
        code: 'model/unavailable',
        message: 'node "it": the provider is overloaded',
        retryable: true,
        retryAfterMs: 1500,
        details: { retryAfterMs: 1500, status: 529 },
      },
    });
  });

  it('after some text carry it', async () => {
    const { outcome, world } = await ask(asked, { scripts: [[...text('half ', 'way'), unavailable()]] });
    expect(outcome).toMatchObject({ status: 'failed', text: 'half way' });
    expect(world.texts.join('')).toBe('half way');
  });

  it('include an answer that broke off', async () => {
    const { outcome } = await ask(asked, { scripts: [text('half')] });
    expect(outcome).toMatchObject({ text: 'half', error: { code: 'model/interrupted', retryable: true } });
  });
});

describe('model: fallbacks', () => {
  const other = { provider: 'other', model: 'big' };
  const config = { ...asked, fallbackModels: [other, echo], providerOptions: { seed: 1 } };

  it.each([
    ['can be tried again', unavailable(true)],
    ['says that the model is not to be had', unavailable(false)],
    ['says that there is no such model', new AppError('model/unknown', 'no such model')],
  ])('are asked when a failure %s', async (_, failure) => {
    const { outcome, requests, world } = await ask(config, { scripts: [[failure], [...text('hi'), finish]] });
    expect(requests.map(({ provider }) => provider)).toEqual(['offline', 'other']);
    expect(outcome).toMatchObject({ status: 'completed', output: { text: 'hi' } });
    expect(world.usages.at(-1)).toMatchObject(other);
  });

  it('get the options of their own provider only', async () => {
    const { requests } = await ask(config, { scripts: [[unavailable()], [unavailable()], [finish]] });
    expect(requests.map(({ providerOptions }) => providerOptions)).toEqual([
      { seed: 1 },
      undefined,
      { seed: 1 },
    ]);
  });

  it('are asked also after thoughts, but not after text or a tool call', async () => {
    const call: ModelChunk = { type: 'toolCall', call: { id: '1', name: 'search', arguments: {} } };
    const askedAfter = async (chunk: ModelChunk) => {
      const { requests } = await ask(config, { scripts: [[chunk, unavailable()], [finish]] });
      return requests.length;
    };
    expect(await askedAfter({ type: 'reasoning', text: 'hm' })).toBe(2);
    expect(await askedAfter({ type: 'text', text: 'hi' })).toBe(1);
    expect(await askedAfter(call)).toBe(1);
  });

  it('are not asked what the model itself has refused', async () => {
    const refusal = new AppError('model/malformed', 'the request is malformed');
    const { requests, outcome } = await ask(config, { scripts: [[refusal]] });
    expect(requests).toHaveLength(1);
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'model/malformed' } });
  });

  it('that fail too are told after the first failure, and one that may be tried again makes all so', async () => {
    const scripts = [
      [unavailable(false)],
      [new AppError('model/unknown', 'no such model')],
      [unavailable(true)],
    ];
    const { outcome, world } = await ask(config, { scripts });
    expect(outcome).toMatchObject({
      error: {
        code: 'model/unavailable',
        message:
          'node "it": the provider is overloaded; the fallbacks failed too: other/big: no such model; offline/echo: the provider is overloaded',
        retryable: true,
      },
    });
    expect(world.usages).toHaveLength(2);
  });
});

describe('model: being aborted', () => {
  it('ends at once with the text so far and its usage, even if the provider never says anything again', async () => {
    const controller = new AbortController();
    const { outcome, world } = await ask(asked, {
      scripts: [[...text('half'), 'hang']],
      signal: controller.signal,
      onText: () => queueMicrotask(() => controller.abort()),
    });
    expect(outcome).toEqual({
      status: 'failed',
      error: { code: 'execution/cancelled', message: 'node "it": it was aborted', retryable: false },
      text: 'half',
    });
    expect(world.usages).toHaveLength(1);
  });

  it('is no failure of the provider, whatever that throws then', async () => {
    const controller = new AbortController();
    const models: ModelCaller = {
      async *stream() {
        yield { type: 'text', text: 'half' };
        controller.abort();
        throw unavailable();
      },
    };
    const config = { ...asked, fallbackModels: [echo] };
    const world = new RecordedWorld({ models, signal: controller.signal });
    const outcome = await perform(graphWith('model', config), world);
    expect(outcome).toMatchObject({ error: { code: 'execution/cancelled' }, text: 'half' });
    expect(world.usages).toHaveLength(1);
  });

  it('closes the stream of the provider', async () => {
    const controller = new AbortController();
    const closed = Promise.withResolvers<void>();
    const models: ModelCaller = {
      async *stream() {
        try {
          yield { type: 'text', text: 'a' };
          yield { type: 'text', text: 'b' };
        } finally {
          closed.resolve();
        }
      },
    };
    const onText = () => controller.abort();
    const world = new RecordedWorld({ models, onText, signal: controller.signal });
    await perform(graphWith('model', asked), world);
    await closed.promise;
    expect(world.texts).toEqual(['a']);
  });

  it('before it begins calls nobody', async () => {
    const { outcome, requests, world } = await ask(asked, { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ error: { code: 'execution/cancelled' } });
    expect(requests).toEqual([]);
    expect(world.usages).toEqual([]);
  });
});

describe('model: structured output', () => {
  const structuredOutput = {
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 0 } },
    required: ['name'],
  };
  const config = { ...asked, structuredOutput };

  it.each([
    ['JSON', '{"name":"Ada","age":36}'],
    ['JSON in a fence', '```json\n{"name":"Ada","age":36}\n```'],
  ])('is read from %s', async (_, answer) => {
    const { outcome } = await ask(config, { scripts: [[...text(answer), finish]] });
    expect(outcome).toMatchObject({ output: { text: answer, data: { name: 'Ada', age: 36 } } });
  });

  it.each([
    ['what is no JSON', 'Ada', 'it is not JSON'],
    ['nothing', '', 'it is not JSON'],
    ['what lacks a key', '{"age":1}', 'data.name is missing'],
    ['what is out of bounds', '{"name":"Ada","age":-1}', 'data.age must be at least 0'],
    ['what is nested without end', '['.repeat(5000) + ']'.repeat(5000), 'nested deeper than 64'],
  ])('is without repair a failure that may be tried again for %s', async (_, answer, message) => {
    const { outcome } = await ask({ ...config, repair: false }, { scripts: [[...text(answer), finish]] });
    expect(outcome).toMatchObject({
      status: 'failed',
      ...(answer === '' ? {} : { text: answer }),
      error: { code: 'model/malformed', message: expect.stringContaining(message), retryable: true },
    });
  });

  it('tells when the answer was cut at its maximum', async () => {
    const cut: Script = [...text('{"na'), { type: 'finish', reason: 'length' }];
    const { outcome } = await ask(config, { scripts: [cut, cut] });
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('maximum of tokens') } });
  });

  it.each([
    ['nothing', []],
    ['what it is about to do', text('Let me see.')],
  ])('waits for the answer while the model asks for tools and says %s', async (_, said) => {
    const call: ModelChunk = { type: 'toolCall', call: { id: '1', name: 'search', arguments: {} } };
    const { outcome } = await ask(config, { scripts: [[...said, call, finish]] });
    expect(outcome).toMatchObject({ status: 'completed', output: { data: null } });
  });

  it('gives later expressions its type', () => {
    const graph = graphWith('model', config, { outputs: { x: 'nodes.it.output.data.nmae' } });
    expect(compileIssues(graph)).toMatchObject([{ path: 'outputs.x', suggestion: 'name' }]);
  });
});

describe('model: the repair of structured output', () => {
  const structuredOutput = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
  const config = { ...asked, system: 'Be exact.', structuredOutput };
  const wrong: Script = [...text('about ', 'forty'), finish];
  const right: Script = [...text('{"age":', '40}'), finish];

  it('asks once more, with the answer, what is wrong with it and the schema, under a key of its own', async () => {
    const { outcome, requests } = await ask(config, { scripts: [wrong, right] });
    expect(outcome).toMatchObject({ output: { text: '{"age":40}', data: { age: 40 } } });
    expect(requests[1]).toEqual({
      ...requests[0],
      messages: [
        { role: 'system', content: 'Be exact.' },
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'about forty' },
        {
          role: 'user',
          content: `This answer cannot be used: it is not JSON. Answer again, with nothing but JSON that satisfies this JSON Schema: ${JSON.stringify(structuredOutput)}`,
        },
      ],
      idempotencyKey: 'execution:it:repair',
    });
  });

  it('leaves only the right answer in the messages', async () => {
    const { outcome } = await ask(config, { scripts: [wrong, right] });
    expect(outcome).toMatchObject({ messages: [{ role: 'assistant', content: '{"age":40}' }] });
  });

  it('sends back no empty message', async () => {
    const { requests } = await ask(config, { scripts: [[finish], right] });
    expect(requests[1]?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'user']);
  });

  it('shows only the answer that counts, and thoughts as they come', async () => {
    const thought: ModelChunk = { type: 'reasoning', text: 'hm' };
    const { world } = await ask(config, {
      scripts: [
        [thought, ...wrong],
        [thought, ...right],
      ],
    });
    expect(world.texts).toEqual(['{"age":40}']);
    expect(world.reasonings).toEqual(['hm', 'hm']);
  });

  it('is not asked for where the answer is right, and then nothing is different', async () => {
    const { outcome, world, requests } = await ask(config, { scripts: [right] });
    expect(outcome).toMatchObject({ output: { data: { age: 40 } } });
    expect(requests).toHaveLength(1);
    expect(world.texts).toEqual(['{"age":40}']);
  });

  it('that is wrong too is a failure with its text, and is not repaired again', async () => {
    const { outcome, world } = await ask(config, { scripts: [wrong, [...text('{"age":"40"}'), finish]] });
    expect(outcome).toMatchObject({
      status: 'failed',
      text: '{"age":"40"}',
      error: {
        code: 'model/malformed',
        message:
          'node "it": the answer does not satisfy structuredOutput: data.age must be a whole number, but is a string, after it was asked to repair it',
        retryable: true,
      },
    });
    expect(world.texts).toEqual(['{"age":"40"}']);
  });

  it('that fails is the failure of the provider', async () => {
    const { outcome } = await ask(config, { scripts: [wrong, [unavailable()]] });
    expect(outcome).toMatchObject({ error: { code: 'model/unavailable', retryable: true } });
  });

  it('is told in the usage as a call of its own', async () => {
    const { world } = await ask(config, { scripts: [wrong, right] });
    expect(world.usages.map(({ usage }) => usage.modelCalls)).toEqual([1, 1]);
  });

  it('that is aborted ends with what was said of it', async () => {
    const controller = new AbortController();
    const models: ModelCaller = {
      async *stream({ idempotencyKey }) {
        if (!idempotencyKey.endsWith(':repair')) return yield* [...text('wrong'), finish];
        yield* text('{"ag');
        controller.abort();
      },
    };
    const world = new RecordedWorld({ models, signal: controller.signal });
    const outcome = await perform(graphWith('model', { ...config, fallbackModels: [echo] }), world);
    expect(outcome).toMatchObject({ error: { code: 'execution/cancelled' }, text: '{"ag' });
    expect(world.texts).toEqual(['{"ag']);
  });

  it('comes before a fallback, which is asked when it is wrong too', async () => {
    const fallbackModels = [{ provider: 'other', model: 'big' }];
    const scripts = [wrong, wrong, right];
    const { outcome, world, requests } = await ask({ ...config, fallbackModels }, { scripts });
    expect(requests.map(({ provider, idempotencyKey }) => `${provider} ${idempotencyKey}`)).toEqual([
      'offline execution:it',
      'offline execution:it:repair',
      'other execution:it:fallback:1',
    ]);
    expect(outcome).toMatchObject({ status: 'completed', output: { data: { age: 40 } } });
    expect(world.texts).toEqual(['{"age":40}']);
  });

  it('that is off lets the answer stream, so a wrong one is not hidden by a fallback', async () => {
    const fallbackModels = [{ provider: 'other', model: 'big' }];
    const { outcome, world, requests } = await ask(
      { ...config, repair: false, fallbackModels },
      { scripts: [wrong] },
    );
    expect(outcome).toMatchObject({ error: { code: 'model/malformed' }, text: 'about forty' });
    expect(world.texts).toEqual(['about ', 'forty']);
    expect(requests).toHaveLength(1);
  });
});

describe('model: what validation counts', () => {
  const callsOf = (config: JsonObject) => {
    const configured = registry.get('model')?.configure(config);
    return configured?.ok ? configured.value.uses.models.map(({ calls }) => calls) : null;
  };
  const structuredOutput = { type: 'object' };

  it.each([
    ['one call', {}, [1]],
    ['one more for the repair', { structuredOutput }, [2]],
    ['none for a repair that is off', { structuredOutput, repair: false }, [1]],
    ['the same for every fallback', { structuredOutput, fallbackModels: [echo, echo] }, [2, 2, 2]],
  ])('is %s', (_, config, calls) => {
    expect(callsOf(config)).toEqual(calls);
  });
});

describe('model: debugging', () => {
  it('tells the rendered prompt, the request and the response', async () => {
    const { world } = await ask(
      { ...asked, prompt: 'About {{ input.topic }}' },
      {},
      { values: { input: { topic: 'mice' } } },
    );
    expect(world.debugged).toMatchObject([
      { message: 'model prompt', data: { system: null, prompt: 'About mice' } },
      { message: 'model request', data: { ...echo, messages: [{ role: 'user', content: 'About mice' }] } },
      { message: 'model response', data: { ...echo, status: 'answered', text: 'ok', finishReason: 'stop' } },
    ]);
  });

  it('tells every model that was asked', async () => {
    const config = { ...asked, fallbackModels: [{ provider: 'other', model: 'big' }] };
    const { world } = await ask(config, { scripts: [[unavailable()], [finish]] });
    expect(world.debugged.map(({ message }) => message)).toEqual([
      'model prompt',
      'model request',
      'model response',
      'model request',
      'model response',
    ]);
    expect(world.debugged[2]?.data).toMatchObject({ status: 'failed', error: { code: 'model/unavailable' } });
  });
});

describe('model: its configuration', () => {
  it.each([
    ['a temperature above 2', { temperature: 2.1 }, 'config.temperature is 2.1: at most 2 is allowed'],
    ['no tokens', { maxTokens: 0 }, 'config.maxTokens is 0: at least 1 is required'],
    [
      'another word for a setting',
      { max_tokens: 3 },
      'config.max_tokens means nothing: did you mean "maxTokens"?',
    ],
    [
      'what is said of the node, whatever its kind',
      { idleTimeoutMs: 5000 },
      'config.idleTimeoutMs means nothing: did you mean idleTimeoutMs of the node, beside config?',
    ],
    [
      'a fallback without a model',
      { fallbackModels: [{ provider: 'x' }] },
      'config.fallbackModels.0.model is missing',
    ],
    [
      'a schema that is none',
      { structuredOutput: { type: 'text' } },
      'config.structuredOutput.type must be one of',
    ],
    ['no history and no prompt', { history: 'none' }, 'config.prompt is missing'],
    ['a prompt of unknown names', { prompt: 'Hi {{ inptu.x }}' }, 'Did you mean "input"?'],
  ])('is refused with %s', (_, config, message) => {
    expect(issuesOf(graphWith('model', config)).join()).toContain(message);
  });
});
