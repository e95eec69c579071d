import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import type { Json } from '../../src/kernel/index.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createValidator } from '../../src/validation/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { execute, logOf, noop, openTestRuntime, sequence, testRegistry } from '../support/runtime.ts';
import { keptElsewhere } from './kept-elsewhere.ts';

/*
 * What the system before this one did wrong, and what others of its kind do: each title says how it is. Where a test
 * beside its subject says it already, `kept-elsewhere.ts` names that.
 */

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

const run = (graph: unknown, input: Json = {}) => execute(runtime.app, graph, { input, waitMs: 30_000 });

const visitedIn = (log: readonly ExecutionEvent[]) =>
  log.flatMap((event) => (event.type === 'NodeCompleted' ? [event.path] : []));

const codesOf = (document: unknown) =>
  createValidator(testRegistry)
    .inspect(document)
    .issues.map(({ code }) => code);

const start = { id: 'start', type: 'start' };
const set = (name: string, value: Json) => ({ type: 'variable', config: { name, value } });
const echo = (prompt: string) => ({ type: 'model', config: { provider: 'offline', model: 'echo', prompt } });

/** Goes by the condition to `yes` or to `no`. */
const question = (condition: string) => ({
  nodes: [
    start,
    { id: 'ask', type: 'conditional', config: { condition } },
    { id: 'yes', ...set('answer', 'yes') },
    { id: 'no', ...set('answer', 'no') },
  ],
  edges: [
    { source: 'start', target: 'ask' },
    { source: 'ask', sourcePort: 'true', target: 'yes' },
    { source: 'ask', sourcePort: 'false', target: 'no' },
  ],
  variables: { counter: 3, Mood: 'Good', enabled: false },
  outputs: { answer: 'vars.answer' },
});

describe('a condition', () => {
  it.each([
    ['compares numbers of variables', 'vars.counter < 10', 'yes'],
    ['and with what they are not', 'vars.counter == 4', 'no'],
    ['knows names and values with capitals', "vars.Mood == 'Good'", 'yes'],
    ['and tells case apart', "vars.Mood == 'good'", 'no'],
    ['takes quoted texts', "input.text.contains('two words')", 'yes'],
    ['compares with false', 'vars.enabled == false', 'yes'],
    ['mixes and, or and parentheses', "vars.counter > 1 && (vars.enabled || input.text != '')", 'yes'],
    [
      'is no less true for the parts before it',
      'vars.enabled && vars.counter == 3 || vars.counter == 3',
      'yes',
    ],
  ])('%s: %s', async (_, condition, answer) => {
    expect((await run(question(condition), { text: 'two words' })).output).toEqual({ answer });
  });

  it.each([
    ['is no name', 'banana'],
    ['is empty', ''],
    ['is of another language', "response.includes('yes')"],
    ['is a malformed number', 'vars.counter < 1O'],
    ['gives no truth', 'vars.counter + 1'],
  ])('that %s is refused before it runs, and is never true', (_, condition) => {
    expect(codesOf(question(condition))).toEqual(['expression/invalid']);
  });
});

describe('the ports of a node', () => {
  it('route: a conditional goes on by its answer alone, without conditions on edges', async () => {
    const { id } = await run(question('true'));
    const log = await logOf(runtime.app, id);
    expect(visitedIn(log)).toEqual(['start', 'ask', 'yes']);
    expect(log.flatMap((event) => (event.type === 'NodeSkipped' ? [event.path] : []))).toEqual(['no']);
  });

  it('of a loop with capitals in its id route too', async () => {
    const graph = {
      nodes: [start, { id: 'MyLoop', type: 'loop', config: { maxIterations: 3 } }, { id: 'Body', ...noop() }],
      edges: [
        { source: 'start', target: 'MyLoop' },
        { source: 'MyLoop', sourcePort: 'body', target: 'Body' },
        { source: 'Body', target: 'MyLoop' },
      ],
      outputs: { times: 'loop.MyLoop.index', exhausted: 'loop.MyLoop.exhausted' },
    };
    expect((await run(graph)).output).toEqual({ times: 3, exhausted: true });
  });

  it('without a condition that holds fail the node, instead of ending in silence', async () => {
    const graph = {
      nodes: [start, { id: 'a', ...noop() }, { id: 'b', ...noop() }],
      edges: [
        { source: 'start', target: 'a' },
        { source: 'a', target: 'b', condition: 'false' },
      ],
    };
    expect((await run(graph)).error).toMatchObject({ code: 'edge/none-taken', nodeId: 'a' });
  });

  it('of which several lead on in parallel lose nobody’s changes of one variable', async () => {
    const add = { type: 'variable', config: { operation: 'increment', name: 'n', value: 2 } };
    const ids = ['a', 'b', 'c', 'd'];
    const graph = {
      nodes: [start, ...ids.map((id) => ({ id, ...add }))],
      edges: ids.map((target) => ({ source: 'start', target })),
      variables: { n: 1 },
      outputs: { n: 'vars.n' },
    };
    expect((await run(graph)).output).toEqual({ n: 9 });
  });
});

describe('an error', () => {
  it('is never an answer: nothing of it stands in the output, and the status says so', async () => {
    const prompt = JSON.stringify([{ do: 'fail', message: 'no', retryable: false }]);
    const graph = {
      ...sequence({ type: 'model', config: { provider: 'offline', model: 'scripted', prompt } }),
      outputs: { answer: 'nodes.n1.output.text' },
    };
    const { status, output, error } = await run(graph);
    expect({ status, output }).toEqual({ status: 'failed', output: null });
    expect(error).toMatchObject({ nodeId: 'n1', code: expect.stringMatching(/^model\//) });
  });

  it('reaches the handler that stands on its port, whichever kind it is of', async () => {
    const failing = [
      { type: 'transform', config: { outputs: { x: '[][0]' } } },
      { type: 'conditional', config: { condition: '[true][input.n]' } },
      noop({ fail: true }),
      { type: 'map', config: { items: '[1]', graph: sequence(noop({ fail: true })) } },
    ];
    for (const node of failing) {
      const graph = {
        nodes: [
          start,
          { id: 'a', ...node },
          { id: 'h', type: 'error_handler', config: { fallbackValue: 1 } },
        ],
        edges: [
          { source: 'start', target: 'a' },
          { source: 'a', sourcePort: 'error', target: 'h' },
        ],
        outputs: { who: 'nodes.h.output.error.nodeId', value: 'nodes.h.output.value' },
      };
      expect((await run(graph, { n: 7 })).output).toEqual({ who: 'a', value: 1 });
    }
  });

  it('inside the handler is a failure like any other', async () => {
    const graph = {
      nodes: [
        start,
        { id: 'a', ...noop({ fail: true }) },
        { id: 'h', type: 'error_handler' },
        { id: 'after', type: 'transform', config: { outputs: { never: '[][0]' } } },
      ],
      edges: [
        { source: 'start', target: 'a' },
        { source: 'a', sourcePort: 'error', target: 'h' },
        { source: 'h', target: 'after' },
      ],
    };
    expect((await run(graph)).error).toMatchObject({ code: 'expression/failed', nodeId: 'after' });
  });

  it('in one iteration of a loop is handled in that iteration, and the next begins without it', async () => {
    const graph = {
      nodes: [
        start,
        { id: 'each', type: 'loop', config: { maxIterations: 5, items: '[1, 0, 2]' } },
        { id: 'a', type: 'transform', config: { outputs: { inverse: '10 / int(nodes.each.output.item)' } } },
        { id: 'h', type: 'error_handler', config: { fallbackValue: 'none' } },
        {
          id: 'keep',
          type: 'variable',
          join: 'any',
          config: { operation: 'append', name: 'seen', value: '{{ loop.each.index }}' },
        },
      ],
      edges: [
        { source: 'start', target: 'each' },
        { source: 'each', sourcePort: 'body', target: 'a' },
        { source: 'a', target: 'keep' },
        { source: 'a', sourcePort: 'error', target: 'h' },
        { source: 'h', target: 'keep' },
        { source: 'keep', target: 'each' },
      ],
      variables: { seen: [] },
      outputs: { seen: 'vars.seen' },
    };
    const { id, output } = await run(graph);
    expect(output).toEqual({ seen: [0, 1, 2] });
    const handled = visitedIn(await logOf(runtime.app, id)).filter((path) => path.endsWith('/h'));
    expect(handled).toEqual(['each[1]/h']);
  });
});

describe('a graph', () => {
  it.each([
    ['negative counts', { id: 'n', type: 'loop', config: { maxIterations: -1 } }, 'node/config-invalid'],
    [
      'a delay without bound',
      { id: 'n', type: 'delay', config: { durationMs: 1e15 } },
      'node/config-invalid',
    ],
    ['half a millisecond', { id: 'n', type: 'delay', config: { maxDurationMs: 1.5 } }, 'node/config-invalid'],
    ['a unit that nobody reads', { id: 'n', type: 'delay', config: { unit: 's' } }, 'node/config-invalid'],
    ['a variable without a name', { id: 'n', type: 'variable', config: { value: 1 } }, 'node/config-invalid'],
    [
      'a setting of another spelling',
      { id: 'n', type: 'loop', config: { max_iterations: 3 } },
      'node/config-invalid',
    ],
    ['a type that is nearly known', { id: 'n', type: 'errorHandler' }, 'node/unknown-type'],
    ['a conditional without a condition', { id: 'n', type: 'conditional' }, 'node/config-invalid'],
  ])('with %s is refused, not run', (_, node, code) => {
    expect(codesOf({ nodes: [start, node], edges: [{ source: 'start', target: 'n' }] })).toContain(code);
  });

  it('in which a node leads to itself for ever is refused', () => {
    const edges = [
      { source: 'start', target: 'n' },
      { source: 'n', target: 'n' },
    ];
    expect(codesOf({ nodes: [start, { id: 'n', ...noop() }], edges })).not.toEqual([]);
  });

  it('may say token, password, api_key and credential', async () => {
    const words =
      'Reset the password; a token, an api_key, a secret_key or a credential is no secret by its name';
    const { status, output } = await run({
      ...sequence(echo(words)),
      outputs: { text: 'nodes.n1.output.text' },
    });
    expect({ status, output }).toEqual({ status: 'completed', output: { text: words } });
  });

  it('may have sixty-one models', () => {
    expect(codesOf(sequence(...Array.from({ length: 61 }, () => echo('hi'))))).toEqual([]);
  });

  it('of a single node and no edge is that graph, and no chat', async () => {
    const { type, status } = await run({ nodes: [start], edges: [] });
    expect({ type, status }).toMatchObject({ status: 'completed' });
    expect(type.toLowerCase()).toBe('custom');
  });

  it('may have a node that is called END, which ends nothing by its name', async () => {
    const graph = {
      nodes: [start, { id: 'END', ...noop({ output: 1 }) }, { id: 'after', ...noop({ output: 2 }) }],
      edges: [
        { source: 'start', target: 'END' },
        { source: 'END', target: 'after' },
      ],
      outputs: { after: 'nodes.after.output' },
    };
    expect((await run(graph)).output).toEqual({ after: 2 });
  });
});

describe('a model and its tools', () => {
  it('that ask each other for ever are stopped, with a typed error', async () => {
    const graph = {
      nodes: [start, { id: 'model', ...noop() }, { id: 'tools', ...noop() }, { id: 'answer', ...noop() }],
      edges: [
        { source: 'start', target: 'model' },
        { source: 'model', target: 'tools', condition: 'true' },
        { source: 'model', target: 'answer' },
        { source: 'tools', target: 'model' },
      ],
      limits: { maxIterations: 3 },
    };
    const { id, error } = await run(graph);
    expect(error).toMatchObject({ code: 'limit/iterations' });
    expect(visitedIn(await logOf(runtime.app, id)).filter((path) => path.endsWith('/tools'))).toHaveLength(3);
  });
});

describe('joins and skipped branches', () => {
  it('never hang: a join of a taken and a skipped branch fires, once', async () => {
    const graph = {
      nodes: [
        start,
        { id: 'ask', type: 'conditional', config: { condition: 'true' } },
        { id: 'yes', ...noop() },
        { id: 'no', ...noop() },
        { id: 'far', ...noop() },
        { id: 'meet', ...noop() },
      ],
      edges: [
        { source: 'start', target: 'ask' },
        { source: 'ask', sourcePort: 'true', target: 'yes' },
        { source: 'ask', sourcePort: 'false', target: 'no' },
        { source: 'no', target: 'far' },
        { source: 'far', target: 'meet' },
        { source: 'yes', target: 'meet' },
      ],
    };
    const { id, status } = await run(graph);
    expect(status).toBe('completed');
    expect(visitedIn(await logOf(runtime.app, id)).filter((path) => path === 'meet')).toHaveLength(1);
  });

  it('of any fire on the first, and not again on the second', async () => {
    const graph = {
      nodes: [start, { id: 'a', ...noop() }, { id: 'b', ...noop() }, { id: 'meet', join: 'any', ...noop() }],
      edges: [
        { source: 'start', target: 'a' },
        { source: 'start', target: 'b' },
        { source: 'a', target: 'meet' },
        { source: 'b', target: 'meet' },
      ],
    };
    const { id } = await run(graph);
    expect(visitedIn(await logOf(runtime.app, id)).filter((path) => path === 'meet')).toHaveLength(1);
  });
});

describe('events of parallel branches', () => {
  it('have one order, and each says of which node, iteration, item and attempt it is', async () => {
    const each = {
      type: 'map',
      config: { items: '["a", "b", "c"]', concurrency: 3, graph: sequence(echo('{{ item }} {{ item }}')) },
    };
    const { id } = await run(sequence(each));
    const log = await logOf(runtime.app, id);
    for (const item of [0, 1, 2]) {
      const own = log.filter((event) => 'path' in event && event.path === `n1[${item}]/n1`);
      const text = own.flatMap((event) => (event.type === 'TextDelta' ? [event.text] : [])).join('');
      expect(own.at(-1)).toMatchObject({ type: 'NodeCompleted', output: { text } });
      expect(own.every((event) => 'attempt' in event && event.attempt === 1)).toBe(true);
    }
  });
});

describe('a retry in the middle of a stream', () => {
  it('repeats no text: each attempt has its own, and what is kept is the last one’s, byte for byte', async () => {
    const retry = { maxAttempts: 3, backoffMs: 1, jitter: false };
    const { id, status } = await run(sequence(noop({ text: 'half', failTimes: 2 }, { retry })));
    const log = await logOf(runtime.app, id);
    const said = log.flatMap((event) => (event.type === 'TextDelta' ? [[event.attempt, event.text]] : []));
    const failed = log.flatMap((event) => (event.type === 'NodeFailed' ? [[event.attempt, event.text]] : []));
    expect(status).toBe('completed');
    expect(said).toEqual([
      [1, 'half'],
      [2, 'half'],
      [3, 'half'],
    ]);
    expect(failed).toEqual([
      [1, 'half'],
      [2, 'half'],
    ]);
    expect(log.findLast((event) => event.type === 'NodeCompleted')).toMatchObject({ attempt: 3 });
  });
});

describe('what is kept elsewhere', () => {
  const root = join(import.meta.dirname, '../..');

  it.each(keptElsewhere)('$defect: $file', ({ file, title }) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(title);
  });
});
