import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createPgBossDispatcher } from '../../src/dispatch/index.ts';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import type { Json } from '../../src/kernel/index.ts';
import { builtInKinds, createRegistry, defineNodeKind, type NodeRegistry } from '../../src/nodes/index.ts';
import { PostgresExecutionStore } from '../../src/persistence/index.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { noopKind } from '../support/noop-kind.ts';
import { questionKind } from '../support/question-kind.ts';
import { roundKind } from '../support/round-kind.ts';
import { execute, logOf, logUntil, noop, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';
import { silentLog } from '../support/silent-log.ts';
import { openTestPool } from '../support/test-pool.ts';

const registry = createRegistry([...builtInKinds, noopKind, questionKind, roundKind]);

let database: TestDatabase;
let pool: Pool;
let dispatcher: ReturnType<typeof createPgBossDispatcher>;
const runtimes: Runtime[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openTestPool(database.url, 3);
  dispatcher = createPgBossDispatcher({ database: { url: database.url }, log: silentLog });
  await dispatcher.open();
});

afterEach(() => closeAll());

afterAll(async () => {
  await dispatcher.stop();
  await pool.end();
  await database.drop();
});

async function open(options: { clock?: ManualClock; registry?: NodeRegistry } = {}): Promise<Runtime> {
  const runtime = await openTestRuntime({ url: database.url, registry, ...options });
  runtimes.push(runtime);
  return runtime;
}

async function closeAll(): Promise<void> {
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
}

const yes = (by: string) => ({ action: 'yes', by });

/** Somebody answers: a command in the database, as any server would write it. */
async function answer(executionId: string, path: string, given: Json, attempt = 1): Promise<void> {
  const store = new PostgresExecutionStore({ pool, jobs: dispatcher });
  await store.command([{ executionId, command: { type: 'answer', path, attempt, answer: given } }]);
}

const namesOf = (log: readonly ExecutionEvent[]) =>
  log.map((event) => ('path' in event && event.path ? `${event.type} ${event.path}` : event.type));

const question = (config: object = {}) => ({ type: 'question', config });
const asked = { ...sequence(question()), outputs: { by: 'nodes.n1.output.by' } };
const mapOf = (graph: object, config: object = {}, more: object = {}) => ({
  type: 'map',
  config: { items: '["a", "b", "c"]', concurrency: 3, graph, ...config },
  ...more,
});

const again = {
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'again', type: 'loop', config: { maxIterations: 2 } },
    { id: 'ask', ...question() },
    {
      id: 'keep',
      type: 'variable',
      config: { operation: 'append', name: 'by', value: '{{ nodes.ask.output.by }}' },
    },
  ],
  edges: [
    { source: 'start', target: 'again' },
    { source: 'again', sourcePort: 'body', target: 'ask' },
    { source: 'ask', sourcePort: 'yes', target: 'keep' },
    { source: 'keep', target: 'again' },
  ],
  variables: { by: [] },
  outputs: { by: 'vars.by' },
};

describe('a wait for an answer', () => {
  it.each([
    ['in a graph', asked, ['n1'], { by: 'n1' }],
    [
      'inside an item of a map',
      {
        ...sequence(mapOf(asked, { items: '[1]' })),
        outputs: { all: 'nodes.n1.output.results' },
      },
      ['n1[0]/n1'],
      { all: [{ by: 'n1[0]/n1' }] },
    ],
    [
      'inside a sub-workflow in an item of a map',
      {
        ...sequence(
          mapOf(
            {
              ...sequence({ type: 'subworkflow', config: { graph: asked } }),
              outputs: { inside: 'nodes.n1.output' },
            },
            { items: '[1]' },
          ),
        ),
        outputs: { all: 'nodes.n1.output.results' },
      },
      ['n1[0]/n1/n1'],
      { all: [{ inside: { by: 'n1[0]/n1/n1' } }] },
    ],
    [
      'inside a loop, in each iteration of it',
      again,
      ['again[0]/ask', 'again[1]/ask'],
      { by: ['again[0]/ask', 'again[1]/ask'] },
    ],
    [
      'inside a loop in a sub-workflow',
      {
        ...sequence({ type: 'subworkflow', config: { graph: again } }),
        outputs: { inside: 'nodes.n1.output.by' },
      },
      ['n1/again[0]/ask', 'n1/again[1]/ask'],
      { inside: ['n1/again[0]/ask', 'n1/again[1]/ask'] },
    ],
  ])('%s holds no process, outlives the server, and goes on by the port that is answered', async (_, graph, paths, output) => {
    let runtime = await open();
    const { id } = await execute(runtime.app, graph);
    for (const [index, path] of paths.entries()) {
      await logUntil(runtime.app, id, 'ExecutionSuspended', index + 1);
      const row = await pool.query('select status, worker from workflow_execution where id = $1', [id]);
      expect(row.rows).toEqual([{ status: 'suspended', worker: null }]);
      await closeAll();
      await answer(id, path, yes(path));
      runtime = await open();
    }
    const log = await logOf(runtime.app, id);
    expect(log.at(-1)).toMatchObject({ type: 'ExecutionCompleted', output });
    const resumed = log.flatMap((event) => (event.type === 'NodeResumed' ? [event.path] : []));
    expect(resumed).toEqual(paths);
    expect(log.filter(({ type }) => type === 'ExecutionRecovered')).toEqual([]);
  });

  it('of each item of a map may be answered in any order: the results are in the order of the items', async () => {
    const runtime = await open();
    const graph = { ...sequence(mapOf(asked)), outputs: { all: 'nodes.n1.output.results' } };
    const { id } = await execute(runtime.app, graph);
    for (const [index, item] of [2, 0, 1].entries()) {
      await logUntil(runtime.app, id, 'ExecutionSuspended', index + 1);
      await answer(id, `n1[${item}]/n1`, yes(`item ${item}`));
    }
    const all = [{ by: 'item 0' }, { by: 'item 1' }, { by: 'item 2' }];
    expect((await logOf(runtime.app, id)).at(-1)).toMatchObject({ output: { all } });
  });

  it('takes the first answer; a later one, one of another attempt and one of nothing change nothing', async () => {
    const runtime = await open();
    const { id } = await execute(runtime.app, again);
    await logUntil(runtime.app, id, 'ExecutionSuspended');
    await answer(id, 'again[0]/ask', yes('other attempt'), 2);
    await answer(id, 'again[7]/ask', yes('nothing'));
    await answer(id, 'again[0]/ask', yes('first'));
    await answer(id, 'again[0]/ask', yes('second'));
    await logUntil(runtime.app, id, 'NodeSuspended', 2);
    await answer(id, 'again[1]/ask', yes('last'));
    expect((await logOf(runtime.app, id)).at(-1)).toMatchObject({ output: { by: ['first', 'last'] } });
  });

  it('keeps its owner where a command arrives as it is parked, and what has ended beside it does not run twice', async () => {
    let runs = 0;
    const accepted = Promise.withResolvers<string>();
    const interrupted = defineNodeKind({
      type: 'interrupted',
      label: 'Interrupted',
      category: 'control',
      description: 'Ends when a command has just arrived.',
      pure: false,
      isEntry: false,
      bodyPort: null,
      needs: [],
      config: z.strictObject({}),
      ports: [{ name: 'out', description: 'It has ended.' }],
      output: () => 'dyn',
      compile: () => ({
        pure: false,
        run: async () => {
          runs += 1;
          // Its owner has not heard of it when it parks.
          if (runs === 1) await answer(await accepted.promise, 'nobody', yes('nobody'));
          return { status: 'completed', port: 'out', output: runs };
        },
      }),
    });
    const runtime = await open({ registry: createRegistry([...builtInKinds, questionKind, interrupted]) });
    const graph = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'ask', ...question() },
        { id: 'beside', type: 'interrupted' },
      ],
      edges: [
        { source: 'start', target: 'ask' },
        { source: 'start', target: 'beside' },
      ],
      outputs: { by: 'nodes.ask.output.by', runs: 'nodes.beside.output' },
    };
    const { id } = await execute(runtime.app, graph);
    accepted.resolve(id);
    await logUntil(runtime.app, id, 'ExecutionSuspended');
    await answer(id, 'ask', yes('somebody'));
    const log = await logOf(runtime.app, id);
    expect(log.at(-1)).toMatchObject({ output: { by: 'somebody', runs: 1 } });
    const types = log.map(({ type }) => type);
    expect(types).not.toContain('NodeSuperseded');
    // Once: after it was parked, with the answer.
    expect(types.filter((type) => type === 'ExecutionResumed' || type === 'ExecutionRecovered')).toEqual([
      'ExecutionResumed',
    ]);
  });

  it('whose answer is none fails, and its error edge is taken', async () => {
    const runtime = await open();
    const graph = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'ask', ...question() },
        { id: 'caught', ...noop({ output: 'caught' }) },
      ],
      edges: [
        { source: 'start', target: 'ask' },
        { source: 'ask', sourcePort: 'error', target: 'caught' },
      ],
      outputs: { caught: 'nodes.caught.output' },
    };
    const { id } = await execute(runtime.app, graph);
    await logUntil(runtime.app, id, 'ExecutionSuspended');
    await answer(id, 'ask', 'perhaps');
    expect((await logOf(runtime.app, id)).at(-1)).toMatchObject({ output: { caught: 'caught' } });
  });

  it('that nobody answers goes on by `timeout` when its time has come, also inside a map', async () => {
    const clock = new ManualClock();
    const runtime = await open({ clock });
    const late = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'ask', ...question({ timeoutMs: 600_000 }) },
        { id: 'late', ...noop({ output: 'late' }) },
      ],
      edges: [
        { source: 'start', target: 'ask' },
        { source: 'ask', sourcePort: 'timeout', target: 'late' },
      ],
      outputs: { late: 'nodes.late.output' },
    };
    const graph = { ...sequence(mapOf(late)), outputs: { all: 'nodes.n1.output.results' } };
    const { id } = await execute(runtime.app, graph);
    await logUntil(runtime.app, id, 'ExecutionSuspended');
    clock.advance(600_000);
    await pool.query(`update pgboss.job set start_after = pgboss.job_now() where name = 'timers'`);
    const all = [{ late: 'late' }, { late: 'late' }, { late: 'late' }];
    expect((await clock.pass(500, logOf(runtime.app, id))).at(-1)).toMatchObject({ output: { all } });
  });

  it('does not count for the timeoutMs of the map around it', async () => {
    const clock = new ManualClock();
    const runtime = await open({ clock });
    const thenHangs = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'ask', ...question() },
        { id: 'hang', ...noop({ hang: true }) },
      ],
      edges: [
        { source: 'start', target: 'ask' },
        { source: 'ask', sourcePort: 'yes', target: 'hang' },
      ],
    };
    const each = mapOf(thenHangs, { items: '[1]' }, { timeoutMs: 1000 });
    const { id } = await execute(runtime.app, sequence(each));
    await logUntil(runtime.app, id, 'ExecutionSuspended');
    clock.advance(600_000);
    await answer(id, 'n1[0]/ask', yes('late'));
    await execute(runtime.app, sequence(noop())); // has the server look at its jobs, without time passing
    await logUntil(runtime.app, id, 'NodeStarted', 3);
    clock.advance(999);
    await answer(id, 'nowhere', null);
    clock.advance(1);
    const log = await logOf(runtime.app, id);
    const failed = log.find(({ type }) => type === 'NodeFailed');
    expect(failed).toMatchObject({ path: 'n1', error: { code: 'node/timeout' }, at: clock.now() });
  });

  it('is withdrawn where another item fails the map', async () => {
    const runtime = await open();
    const either = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'ask', ...question() },
        { id: 'fail', type: 'transform', config: { outputs: { never: '[][0]' } } },
      ],
      edges: [
        { source: 'start', target: 'ask' },
        { source: 'ask', sourcePort: 'no', target: 'fail' },
      ],
    };
    const { id } = await execute(runtime.app, sequence(mapOf(either)));
    await logUntil(runtime.app, id, 'ExecutionSuspended');
    await answer(id, 'n1[1]/ask', { action: 'no', by: 'b' });
    const log = await logOf(runtime.app, id);
    expect(log.at(-1)).toMatchObject({ type: 'ExecutionFailed', error: { code: 'expression/failed' } });
    expect(
      namesOf(log)
        .filter((name) => name.startsWith('NodeCancelled'))
        .sort(),
    ).toEqual(['NodeCancelled n1[0]/ask', 'NodeCancelled n1[2]/ask']);
  });

  it('inside a map can be cancelled while the execution is parked', async () => {
    const runtime = await open();
    const { id } = await execute(runtime.app, sequence(mapOf(asked, { items: '[1]' })));
    await logUntil(runtime.app, id, 'ExecutionSuspended');
    await runtime.app.cancelExecution(testViewer, id);
    expect(namesOf(await logOf(runtime.app, id)).slice(-3)).toEqual([
      'NodeCancelled n1[0]/n1',
      'NodeCancelled n1',
      'ExecutionCancelled',
    ]);
  });
});

describe('a map that is cancelled before its time is over', () => {
  const race = (turns: number) => ({
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'again', type: 'loop', config: { maxIterations: turns } },
      { id: 'each', ...mapOf(sequence(noop({ hang: true })), { items: '[0]' }, { timeoutMs: 3_600_000 }) },
      { id: 'fast', ...noop() },
      { id: 'first', join: 'any', cancelOthers: true, ...noop() },
      { id: 'last', ...noop({ hang: true }) },
    ],
    edges: [
      { source: 'start', target: 'again' },
      { source: 'again', sourcePort: 'body', target: 'each' },
      { source: 'again', sourcePort: 'body', target: 'fast' },
      { source: 'each', target: 'first' },
      { source: 'fast', target: 'first' },
      { source: 'first', target: 'again' },
      { source: 'again', sourcePort: 'done', target: 'last' },
    ],
  });

  it('leaves no timer behind, however often it is', async () => {
    const timersAfter = async (turns: number): Promise<number> => {
      const clock = new ManualClock();
      const runtime = await open({ clock });
      const { id } = await execute(runtime.app, race(turns));
      // Itself, and in each turn the map, what hangs in it, the fast one and the join.
      await logUntil(runtime.app, id, 'NodeStarted', 4 * turns + 1);
      const { pendingTimers } = clock;
      await runtime.app.cancelExecution(testViewer, id);
      await logUntil(runtime.app, id, 'ExecutionCancelled');
      await closeAll();
      return pendingTimers;
    };
    // A few more or less are those of the server itself.
    expect((await timersAfter(20)) - (await timersAfter(1))).toBeLessThan(10);
  });
});

describe('a model and tools that alternate', () => {
  const region = (rounds: number, tool: object, port: string) => ({
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'model', type: 'round', config: { rounds } },
      { id: 'tool', ...tool },
      { id: 'answer', ...noop({ output: 'answer' }) },
    ],
    edges: [
      { source: 'start', target: 'model' },
      { source: 'model', target: 'tool', condition: 'nodes.model.output.wantsTools' },
      { source: 'model', target: 'answer' },
      { source: 'tool', sourcePort: port, target: 'model' },
    ],
    outputs: { answer: 'nodes.answer.output', rounds: 'loop.model.index' },
    limits: { maxIterations: 4 },
  });

  it('are a region: each round is an iteration, and the model leaves it when it asks for no more', async () => {
    const { app } = await open();
    const { id, output } = await execute(app, region(2, noop(), 'out'), { waitMs: 30_000 });
    expect(output).toEqual({ answer: 'answer', rounds: 2 });
    const log = await logOf(app, id);
    expect(log.flatMap((event) => (event.type === 'NodeStarted' ? [event.path] : []))).toEqual([
      'model[0]/model',
      'model[0]/tool',
      'model[1]/model',
      'model[1]/tool',
      'model[2]/model',
      'answer',
    ]);
    expect(log.flatMap((event) => (event.type === 'TextDelta' ? [event.text] : []))).toEqual([
      'round 0',
      'round 1',
      'round 2',
    ]);
  });

  it('that never come to an end fail at limits.maxIterations', async () => {
    const { app } = await open();
    const { error } = await execute(app, region(99, noop(), 'out'), { waitMs: 30_000 });
    expect(error).toMatchObject({ code: 'limit/iterations', path: 'model[4]/model' });
  });

  it('wait without a process for a tool that needs an answer, and go on with the round after it', async () => {
    const runtime = await open();
    const { id } = await execute(runtime.app, region(1, question(), 'yes'));
    await logUntil(runtime.app, id, 'ExecutionSuspended');
    await closeAll();
    await answer(id, 'model[0]/tool', yes('somebody'));
    const log = await logOf((await open()).app, id);
    expect(log.at(-1)).toMatchObject({ output: { answer: 'answer', rounds: 1 } });
    expect(log.filter((event) => event.type === 'NodeStarted' && event.nodeId === 'model')).toHaveLength(2);
  });
});
