import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  eventOf,
  execute,
  logOf,
  logUntil,
  noop,
  openStillRuntime,
  openTestRuntime,
  sequence,
  testViewer,
} from '../support/runtime.ts';

let database: TestDatabase;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url });
});

afterAll(async () => {
  await runtime.close();
  await database.drop();
});

const run = (graph: unknown, more = {}) => execute(runtime.app, graph, { waitMs: 30_000, ...more });

const pathsOf = (log: readonly ExecutionEvent[], type: ExecutionEvent['type']) =>
  log.flatMap((event) => (event.type === type && 'path' in event ? [event.path] : []));

/** A graph of one node after its start. */
const inner = (node: object, outputs: object = {}) => ({ ...sequence(node), outputs });

const map = (config: object, more: object = {}) => ({ type: 'map', config, ...more });
const compute = (outputs: object) => ({ type: 'transform', config: { outputs } });
const fail = (when: string) => ({
  type: 'transform',
  config: { outputs: { value: `${when} ? [][0] : item` } },
});

describe('a map', () => {
  it('gives the results in the order of the items, with what each item computed', async () => {
    const graph = {
      ...sequence(
        map({
          items: '[3, 1, 2]',
          graph: inner(compute({ double: 'item * 2', at: 'index' }), { pair: 'nodes.n1.output' }),
        }),
      ),
      outputs: { all: 'nodes.n1.output' },
    };
    const pairs = [
      { pair: { double: 6, at: 0 } },
      { pair: { double: 2, at: 1 } },
      { pair: { double: 4, at: 2 } },
    ];
    expect((await run(graph)).output).toEqual({ all: { results: pairs, errors: [], count: 3 } });
  });

  it('of nothing gives nothing', async () => {
    const graph = {
      ...sequence(map({ items: '[]', graph: inner(noop()) })),
      outputs: { all: 'nodes.n1.output' },
    };
    expect((await run(graph)).output).toEqual({ all: { results: [], errors: [], count: 0 } });
  });

  it('runs effects inside under paths that say which item they are of', async () => {
    const { id, status } = await run(sequence(map({ items: '["a", "b"]', graph: inner(noop()) })));
    const log = await logOf(runtime.app, id);
    expect(status).toBe('completed');
    expect(pathsOf(log, 'NodeStarted').sort()).toEqual(['n1', 'n1[0]/n1', 'n1[1]/n1']);
    expect(pathsOf(log, 'ScopeCompleted').sort()).toEqual(['n1[0]', 'n1[1]']);
  });

  it('has no more items under way than its concurrency', async () => {
    const items = '[0, 1, 2, 3, 4, 5, 6, 7]';
    const { id } = await run(sequence(map({ items, concurrency: 3, graph: inner(noop()) })));
    let most = 0;
    let now = 0;
    for (const { type } of await logOf(runtime.app, id)) {
      if (type === 'ScopeStarted') most = Math.max(most, ++now);
      if (type === 'ScopeCompleted') now -= 1;
    }
    expect(most).toBe(3);
  });

  it('lets its items change the variables around it, and read the nodes there', async () => {
    const count = { type: 'variable', config: { operation: 'increment', name: 'sum', value: '{{ item }}' } };
    const graph = {
      ...sequence(
        { ...compute({ base: '10' }), id: 'base' },
        map({
          items: '[1, 2, 3]',
          graph: inner(count, { seen: 'nodes.base.output.base' }),
        }),
      ),
      variables: { sum: 0 },
      outputs: { sum: 'vars.sum', seen: 'nodes.n2.output.results[2].seen' },
    };
    expect((await run(graph)).output).toEqual({ sum: 6, seen: 10 });
  });

  it('keeps the type of the variables around it, whatever its items set them to', async () => {
    const set = { type: 'variable', config: { name: 'sum', value: '{{ item }}' } };
    const graph = { ...sequence(map({ items: 'dyn(["a"])', graph: inner(set) })), variables: { sum: 0 } };
    expect((await run(graph)).error).toMatchObject({ code: 'variable/wrong-type', nodeId: 'n1' });
  });

  it.each([
    ['skip', [0, 2]],
    ['collect', [0, null, 2]],
  ])('whose item fails goes on with onItemError %s', async (onItemError, expected) => {
    const graph = {
      ...sequence(
        map({
          items: '[0, 1, 2]',
          onItemError,
          graph: inner(fail('item == 1'), { v: 'nodes.n1.output.value' }),
        }),
      ),
      outputs: { got: 'nodes.n1.output' },
    };
    const { output } = await run(graph);
    const values = expected.map((value) => (value === null ? null : { v: value }));
    expect(output).toMatchObject({
      got: { results: values, errors: [{ index: 1, code: 'expression/failed' }], count: 3 },
    });
  });

  it('whose item fails fails by default, and says where', async () => {
    const { id, status, error } = await run(
      sequence(map({ items: '[0, 1, 2]', concurrency: 3, graph: inner(fail('item == 1')) })),
    );
    expect({ status, error }).toMatchObject({
      status: 'failed',
      error: { code: 'expression/failed', path: 'n1', details: { path: 'n1[1]/n1' } },
    });
    expect(pathsOf(await logOf(runtime.app, id), 'ScopeFailed')).toEqual(['n1[1]']);
  });

  it('that fails cancels what the other items run', async () => {
    const either = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'choose', type: 'conditional', config: { condition: 'item == 1' } },
        { id: 'breaks', ...noop({ fail: true }) },
        { id: 'hangs', ...noop({ hang: true }) },
      ],
      edges: [
        { source: 'start', target: 'choose' },
        { source: 'choose', sourcePort: 'true', target: 'breaks' },
        { source: 'choose', sourcePort: 'false', target: 'hangs' },
      ],
    };
    const { id, status } = await run(sequence(map({ items: '[0, 1]', graph: either })));
    const log = await logOf(runtime.app, id);
    expect(status).toBe('failed');
    expect(pathsOf(log, 'NodeCancelled')).toEqual(['n1[0]/hangs']);
  });

  it('is caught by its error edge', async () => {
    const graph = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'each', ...map({ items: '[1]', graph: inner(noop({ fail: true })) }) },
        { id: 'caught', ...compute({ code: 'error.code' }) },
      ],
      edges: [
        { source: 'start', target: 'each' },
        { source: 'each', sourcePort: 'error', target: 'caught' },
      ],
      outputs: { code: 'nodes.caught.output.code' },
    };
    expect((await run(graph)).output).toEqual({ code: 'model/unavailable' });
  });

  it('is tried again as a whole under its retry policy, with attempts that count on', async () => {
    const graph = sequence(
      map(
        { items: '[1, 2]', concurrency: 1, graph: inner(noop({ failTimes: 1 })) },
        { retry: { maxAttempts: 3, backoffMs: 1, jitter: false } },
      ),
    );
    const { id, status } = await run(graph);
    const starts = (await logOf(runtime.app, id)).flatMap((event) =>
      event.type === 'NodeStarted' ? [`${event.path}#${event.attempt}`] : [],
    );
    expect({ status, starts }).toEqual({
      status: 'completed',
      starts: ['n1#1', 'n1[0]/n1#1', 'n1#2', 'n1[0]/n1#2', 'n1[1]/n1#2'],
    });
  });

  it('inside a map sees the inner item', async () => {
    const graph = {
      ...sequence(
        map({
          items: '[[1, 2], [3]]',
          graph: inner(
            map({ items: 'item', graph: inner(compute({ v: 'item' }), { v: 'nodes.n1.output.v' }) }),
            {
              inside: 'nodes.n1.output.results',
            },
          ),
        }),
      ),
      outputs: { all: 'nodes.n1.output.results' },
    };
    const { id, output } = await run(graph);
    expect(output).toEqual({ all: [{ inside: [{ v: 1 }, { v: 2 }] }, { inside: [{ v: 3 }] }] });
    expect(pathsOf(await logOf(runtime.app, id), 'NodeCompleted')).toContain('n1[0]/n1[1]/n1');
  });

  it('runs a loop for each item, which counts for itself', async () => {
    const counting = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'again', type: 'loop', config: { maxIterations: 10, while: 'loop.again.index < item' } },
        { id: 'step', ...noop() },
      ],
      edges: [
        { source: 'start', target: 'again' },
        { source: 'again', sourcePort: 'body', target: 'step' },
        { source: 'step', target: 'again' },
      ],
      outputs: { times: 'loop.again.index' },
    };
    const graph = {
      ...sequence(map({ items: '[2, 0, 1]', graph: counting })),
      outputs: { all: 'nodes.n1.output.results' },
    };
    const { id, output } = await run(graph);
    expect(output).toEqual({ all: [{ times: 2 }, { times: 0 }, { times: 1 }] });
    expect(pathsOf(await logOf(runtime.app, id), 'NodeStarted')).toContain('n1[0]/again[1]/step');
  });

  it('inside a loop runs anew in each iteration, under a path that says which', async () => {
    const graph = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'again', type: 'loop', config: { maxIterations: 2 } },
        {
          id: 'each',
          ...map({
            items: 'loop.again.index == 0.0 ? [1, 2] : [3]',
            graph: inner(noop(), { seen: 'item' }),
          }),
        },
        {
          id: 'keep',
          type: 'variable',
          config: { operation: 'append', name: 'all', value: '{{ nodes.each.output.results }}' },
        },
      ],
      edges: [
        { source: 'start', target: 'again' },
        { source: 'again', sourcePort: 'body', target: 'each' },
        { source: 'each', target: 'keep' },
        { source: 'keep', target: 'again' },
      ],
      variables: { all: [] },
      outputs: { all: 'vars.all' },
    };
    const { id, output } = await run(graph);
    expect(output).toEqual({ all: [[{ seen: 1 }, { seen: 2 }], [{ seen: 3 }]] });
    expect(pathsOf(await logOf(runtime.app, id), 'ScopeCompleted').sort()).toEqual([
      'again[0]/each[0]',
      'again[0]/each[1]',
      'again[1]/each[0]',
    ]);
  });

  it('ends with everything in it closed when it is cancelled', async () => {
    const graph = sequence(map({ items: '[0, 1, 2]', concurrency: 2, graph: inner(noop({ hang: true })) }));
    const { id } = await execute(runtime.app, graph);
    await eventOf(runtime.app, id, 'NodeStarted');
    await runtime.app.cancelExecution(testViewer, id);
    await eventOf(runtime.app, id, 'ExecutionCancelled');
    const log = await logOf(runtime.app, id);
    expect(pathsOf(log, 'NodeCancelled').sort()).toEqual(pathsOf(log, 'NodeStarted').sort());
  });

  it('that takes too long fails with what it runs cancelled', async () => {
    const graph = sequence(map({ items: '[0]', graph: inner(noop({ hang: true })) }, { timeoutMs: 30 }));
    await using still = await openStillRuntime();
    const { id } = await execute(still.app, graph);
    await logUntil(still.app, id, 'NodeStarted', 2);
    const log = await still.clock.pass(30, logOf(still.app, id));
    expect(log.at(-1)).toMatchObject({ path: 'n1', error: { code: 'node/timeout' } });
    expect(pathsOf(log, 'NodeCancelled')).toEqual(['n1[0]/n1']);
  });

  it.each([
    ['whose items are no list', 'input.some', 'expression/failed'],
    ['whose items cannot be computed', 'input.some.thing', 'expression/failed'],
  ])('%s fails, and its error edge is taken', async (_, items, code) => {
    const graph = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'each', ...map({ items, graph: inner(noop()) }) },
        { id: 'caught', ...compute({ code: 'error.code' }) },
      ],
      edges: [
        { source: 'start', target: 'each' },
        { source: 'each', sourcePort: 'error', target: 'caught' },
      ],
      outputs: { code: 'nodes.caught.output.code' },
    };
    expect((await run(graph, { input: { some: 5 } })).output).toEqual({ code });
  });

  it('counts the steps of its items for the limit of the whole, which no onItemError catches', async () => {
    const each = map({ items: '[0, 1, 2, 3]', concurrency: 1, onItemError: 'skip', graph: inner(noop()) });
    const { error } = await run({ ...sequence(each), limits: { maxSteps: 6 } });
    expect(error).toMatchObject({ code: 'limit/steps' });
  });
});

describe('a sub-workflow', () => {
  const sub = (config: object, more: object = {}) => ({ type: 'subworkflow', config, ...more });

  it('has an input, variables and a conversation of its own', async () => {
    const graph = {
      ...sequence(
        sub({
          input: { topic: 'input.about' },
          message: 'Tell me of {{ input.about }}',
          graph: {
            ...inner({
              type: 'variable',
              config: { operation: 'append', name: 'seen', value: '{{ input.topic }}' },
            }),
            variables: { seen: [] },
            outputs: { seen: 'vars.seen', asked: 'lastMessage().content', message: 'input.message' },
          },
        }),
      ),
      variables: { seen: ['outer'] },
      outputs: { inside: 'nodes.n1.output', outside: 'vars.seen', messages: 'size(messages)' },
    };
    expect((await run(graph, { input: { about: 'tea' } })).output).toEqual({
      inside: { seen: ['tea'], asked: 'Tell me of tea', message: 'Tell me of tea' },
      outside: ['outer'],
      messages: 0,
    });
  });

  it('checks its input against what its graph declares', async () => {
    const graph = sequence(
      sub({
        input: { n: 'input.n' },
        graph: { ...inner(noop()), inputs: { type: 'object', properties: { n: { type: 'number' } } } },
      }),
    );
    expect((await run(graph, { input: { n: 'seven' } })).error).toMatchObject({
      code: 'input/invalid',
      path: 'n1',
      details: { path: 'n1/start' },
    });
  });

  it.each([
    ['lacks what it requires', {}, 'config.input lacks "n", which the workflow requires'],
    [
      'has it under another name',
      { topic: '1', N: '7' },
      'config.input lacks "n", which the workflow requires: did you mean it by "N"?',
    ],
    [
      'has a text for a number',
      { n: '"seven"' },
      'config.input.n gives string, but the workflow wants number',
    ],
    ['has null for a number', { n: 'null' }, 'config.input.n gives null, but the workflow wants number'],
  ])('is refused before it runs where its input %s', async (_, input, message) => {
    const inputs = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };
    const graph = sequence(sub({ input, graph: { ...inner(noop()), inputs } }));
    await expect(run(graph)).rejects.toThrow(message);
  });

  it.each([
    [
      'a name that its graph allows nothing under',
      { type: 'object', properties: { n: {} }, additionalProperties: false },
      'config.input.m means nothing to the workflow, which takes "n" only',
    ],
    [
      'a name where its graph allows none',
      { type: 'object', additionalProperties: false },
      'config.input.m means nothing to the workflow, which takes none',
    ],
    [
      'an object, where its graph wants no object',
      { type: ['array', 'null'] },
      'config.input gives an object, but the workflow wants array or null',
    ],
  ])('is refused before it runs where its input has %s', async (_, inputs, message) => {
    const graph = sequence(sub({ input: { m: '1' }, graph: { ...inner(noop()), inputs } }));
    await expect(run(graph)).rejects.toThrow(message);
  });

  it.each([
    ['its pattern allows', { additionalProperties: false, patternProperties: { '^m$': {} } }, { m: '1' }],
    ['is that of the message', { additionalProperties: false }, { message: '"Hello"' }],
    ['stands beside those that it declares', { type: 'object', properties: { n: {} } }, { m: '1' }],
    ['a list of types lets in', { type: ['object', 'null'] }, { m: '1' }],
  ])('runs with a name in its input that %s', async (_, inputs, input) => {
    const { status } = await run(sequence(sub({ input, graph: { ...inner(noop()), inputs } })));
    expect(status).toBe('completed');
  });

  it('takes its message for the one that it requires', async () => {
    const inputs = { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] };
    const { status } = await run(sequence(sub({ message: 'Hello', graph: { ...inner(noop()), inputs } })));
    expect(status).toBe('completed');
  });

  it('whose input cannot be computed fails before anything in it begins', async () => {
    const graph = sequence(sub({ input: { n: '[][0]' }, graph: inner(noop()) }));
    const { id, error } = await run(graph);
    expect(error).toMatchObject({ code: 'expression/failed', path: 'n1' });
    expect(pathsOf(await logOf(runtime.app, id), 'ScopeStarted')).toEqual([]);
  });

  it('streams its events under its path, and what it uses counts in the whole', async () => {
    const echo = { type: 'model', config: { provider: 'offline', model: 'echo', prompt: 'one two' } };
    const { id, usage } = await run(sequence(sub({ graph: inner(echo) })));
    const log = await logOf(runtime.app, id);
    expect(new Set(pathsOf(log, 'TextDelta'))).toEqual(new Set(['n1/n1']));
    expect(usage).toMatchObject({ modelCalls: 1, totalTokens: 4 });
  });

  it('inside a sub-workflow runs under both paths', async () => {
    const { id } = await run(sequence(sub({ graph: inner(sub({ graph: inner(noop()) })) })));
    expect(pathsOf(await logOf(runtime.app, id), 'NodeStarted')).toEqual(['n1', 'n1/n1', 'n1/n1/n1']);
  });

  it('with `terminate` in it ends itself, not what is around it', async () => {
    const stops = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'hangs', ...noop({ hang: true }) },
        { id: 'stop', type: 'end', config: { terminate: true, outputs: { done: 'true' } } },
      ],
      edges: [
        { source: 'start', target: 'hangs' },
        { source: 'start', target: 'stop' },
      ],
    };
    const graph = {
      ...sequence(sub({ graph: stops }), noop({ output: 'after' })),
      outputs: { inside: 'nodes.n1.output', after: 'nodes.n2.output' },
    };
    expect((await run(graph)).output).toEqual({ inside: { done: true }, after: 'after' });
  });
});

describe('an error handler', () => {
  const handled = (handler: object, ...failing: object[]) => ({
    nodes: [
      { id: 'start', type: 'start' },
      ...failing.map((node, index) => ({ id: `f${index}`, ...node })),
      { id: 'handler', type: 'error_handler', config: handler, join: 'any' },
    ],
    edges: failing.flatMap((_, index) => [
      { source: 'start', target: `f${index}` },
      { source: `f${index}`, sourcePort: 'error', target: 'handler' },
    ]),
    outputs: { handled: 'nodes.handler.output', worked: 'nodes.f0.output' },
  });

  it('has the failed node tried again, in the same visit, until it does not fail', async () => {
    const { id, output } = await run(
      handled({ maxRetries: 2, backoffMs: 1 }, noop({ failTimes: 2, output: 'ok' })),
    );
    const attempts = (await logOf(runtime.app, id)).flatMap((event) =>
      event.type === 'NodeStarted' ? [`${event.path}#${event.attempt}`] : [],
    );
    expect(attempts).toEqual(['f0#1', 'f0#2', 'f0#3']);
    expect(output).toEqual({ handled: null, worked: 'ok' });
  });

  it('goes on with the fallback when the retries are spent, and tells the error', async () => {
    const { id, output } = await run(
      handled({ maxRetries: 1, backoffMs: 1, fallbackValue: 'sorry' }, noop({ failTimes: 9 })),
    );
    const starts = pathsOf(await logOf(runtime.app, id), 'NodeStarted');
    expect(starts).toEqual(['f0', 'f0']);
    expect(output).toMatchObject({
      handled: {
        value: 'sorry',
        error: { code: 'model/unavailable', nodeId: 'f0' },
        errors: [{ nodeId: 'f0' }],
      },
    });
  });

  it('adds its retries to those of the node', async () => {
    const retry = { maxAttempts: 2, backoffMs: 1, jitter: false };
    const { id } = await run(handled({ maxRetries: 2, backoffMs: 1 }, noop({ failTimes: 9 }, { retry })));
    expect(pathsOf(await logOf(runtime.app, id), 'NodeStarted')).toHaveLength(4);
  });

  it('does not try again what would fail again', async () => {
    const { id } = await run(handled({ maxRetries: 3, backoffMs: 1 }, noop({ fail: true })));
    expect(pathsOf(await logOf(runtime.app, id), 'NodeStarted')).toHaveLength(1);
  });

  it('that clears goes on without a trace of the error', async () => {
    const { output } = await run(handled({ action: 'clear_errors' }, noop({ fail: true })));
    expect(output).toMatchObject({ handled: { value: null, error: null, errors: [] } });
  });

  it('that stops fails the execution with the error', async () => {
    const { status, error } = await run(handled({ action: 'stop' }, noop({ fail: true })));
    expect({ status, error }).toMatchObject({
      status: 'failed',
      error: { code: 'model/unavailable', nodeId: 'handler' },
    });
  });

  it('serves several nodes: it sees the first failure as the error, and all of them once it waits for all', async () => {
    const graph = handled({}, noop({ fail: true }), noop({ fail: true }));
    const nodes = graph.nodes.map((node) => (node.id === 'handler' ? { ...node, join: 'all' } : node));
    const { output } = await run({ ...graph, nodes });
    expect(output).toMatchObject({ handled: { errors: [expect.anything(), expect.anything()] } });
  });

  it('handles nodes that stand one after the other', async () => {
    const graph = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'a', ...noop({ output: 1 }) },
        { id: 'b', ...noop({ fail: true }) },
        { id: 'handler', type: 'error_handler', config: { fallbackValue: 0 }, join: 'any' },
      ],
      edges: [
        { source: 'start', target: 'a' },
        { source: 'a', target: 'b' },
        { source: 'a', sourcePort: 'error', target: 'handler' },
        { source: 'b', sourcePort: 'error', target: 'handler' },
      ],
      outputs: { who: 'nodes.handler.output.error.nodeId' },
    };
    expect((await run(graph)).output).toEqual({ who: 'b' });
  });
});
