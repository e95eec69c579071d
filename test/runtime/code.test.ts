import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { refusedScripts } from '../../src/sandbox/index.ts';
import { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventOf, execute, logOf, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';

let database: TestDatabase;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  // One thread: a script that is not ended holds up the next.
  const scripts = new Sandbox({ threads: 1, clock: systemClock });
  runtime = await openTestRuntime({ url: database.url, scripts });
});

afterAll(async () => {
  await runtime.close();
  await database.drop();
});

const code = (source: string, config: object = {}) => ({ type: 'code', config: { source, ...config } });
const endless = code('for (;;);', { cpuMs: 10_000 });
const run = (graph: unknown, more = {}) => execute(runtime.app, graph, { waitMs: 30_000, ...more });

describe('code in an execution', () => {
  it('runs the example of its page', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/nodes/code.md'), 'utf8');
    const [, text = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    const lines = [
      { item: 'pen', price: 2, count: 3 },
      { item: 'ink', price: 5.5, count: 1 },
    ];
    const { output } = await run(JSON.parse(text), { input: { lines } });
    expect(output).toEqual({ total: 11.5, dearest: 'pen' });
  });

  it('sees the time of the execution, and random numbers of its own at every path', async () => {
    const draw = code('return { drawn: Math.random(), isNow: Date.now() === Date.parse(execution.now) }');
    const graph = { ...sequence(draw, draw), outputs: { a: 'nodes.n1.output', b: 'nodes.n2.output' } };
    const { output } = await run(graph);
    expect(output).toMatchObject({ a: { isNow: true }, b: { isNow: true } });
    const { a, b } = JSON.parse(JSON.stringify(output));
    expect(a.drawn).not.toBe(b.drawn);
  });

  it('reads the item of a map', async () => {
    const graph = { ...sequence(code('return item * 2 + index')), outputs: { x: 'nodes.n1.output' } };
    const map = { type: 'map', config: { items: '[1, 2, 3]', graph } };
    const { output } = await run({ ...sequence(map), outputs: { all: 'nodes.n1.output.results' } });
    expect(output).toEqual({ all: [{ x: 2 }, { x: 5 }, { x: 8 }] });
  });

  it('gives and reads values that are too large to be kept in the log', async () => {
    const graph = sequence(code('return "x".repeat(200_000)'), code('return nodes.n1.output.length'));
    const { output } = await run({ ...graph, outputs: { length: 'nodes.n2.output' } });
    expect(output).toEqual({ length: 200_000 });
  });

  it('is ended when the execution is cancelled, and leaves the sandbox to others', async () => {
    const { id } = await execute(runtime.app, sequence(endless));
    await eventOf(runtime.app, id, 'NodeStarted');
    await runtime.app.cancelExecution(testViewer, id);
    expect((await logOf(runtime.app, id)).slice(-2)).toMatchObject([
      { type: 'NodeCancelled', nodeId: 'n1' },
      { type: 'ExecutionCancelled' },
    ]);
    expect((await run(sequence(code('return 1')))).status).toBe('completed');
  });

  it('is ended by the timeout of its node, however much processor time it may have', async () => {
    const { error } = await run(sequence({ ...endless, timeoutMs: 50 }));
    expect(error).toMatchObject({ code: 'node/timeout' });
    expect((await run(sequence(code('return 1')))).status).toBe('completed');
  });

  it('fails into its error port, with what the script threw', async () => {
    const graph = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'check', ...code('if (input.count < 1) throw new Error("nothing to do")') },
        { id: 'told', type: 'transform', config: { outputs: { why: 'error.message' } } },
      ],
      edges: [
        { source: 'start', target: 'check' },
        { source: 'check', sourcePort: 'error', target: 'told' },
      ],
      outputs: { why: 'nodes.told.output.why' },
    };
    const { output } = await run(graph, { input: { count: 0 } });
    expect(output).toEqual({ why: 'node "check": Error: nothing to do (line 1)' });
  });

  it('is refused by a server whose operator allows none', async () => {
    const other = await createTestDatabase();
    const refusing = await openTestRuntime({ url: other.url, scripts: refusedScripts });
    const { error } = await execute(refusing.app, sequence(code('return 1')), { waitMs: 30_000 });
    expect(error).toMatchObject({ code: 'code/not-allowed' });
    await refusing.close();
    await other.drop();
  });
});
