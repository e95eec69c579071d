import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { nothingAsked } from '../support/nothing-asked.ts';
import {
  eventOf,
  execute,
  logOf,
  noop,
  openStillRuntime,
  openTestRuntime,
  sequence,
  testViewer,
} from '../support/runtime.ts';
import { openTestPool } from '../support/test-pool.ts';

let database: TestDatabase;
let runtime: Runtime;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({ url: database.url });
  pool = openTestPool(database.url);
});

afterAll(async () => {
  await runtime.close();
  await pool.end();
  await database.drop();
});

const run = (graph: unknown, more = {}) => execute(runtime.app, graph, { waitMs: 30_000, ...more });
const echo = (prompt: string) => ({
  type: 'model',
  config: { provider: 'offline', model: 'echo', prompt, history: 'none' },
});
const hanging = sequence(noop({ hang: true }));

describe('an execution', () => {
  it('that is waited for is given as it ended', async () => {
    const graph = { ...sequence(noop({ output: 7 })), outputs: { seven: 'nodes.n1.output' } };
    expect(await run(graph)).toMatchObject({
      type: 'custom',
      status: 'completed',
      output: { seven: 7 },
      error: null,
      usage: { modelCalls: 0 },
    });
  });

  it('has one id: of its row, of every event and of the answer', async () => {
    const { id } = await run(sequence(noop()));
    const view = await runtime.app.getExecution(testViewer, id);
    const types = (await logOf(runtime.app, id)).map(({ type }) => type);
    expect(view?.id).toBe(id);
    expect(types).toEqual([
      'ExecutionQueued',
      'ExecutionStarted',
      'NodeCompleted',
      'NodeStarted',
      'NodeCompleted',
      'ExecutionCompleted',
    ]);
  });

  it('that is not waited for is given at once, and ends all the same', async () => {
    const { id, status } = await execute(runtime.app, sequence(noop()));
    expect(['queued', 'running', 'completed']).toContain(status);
    expect(await eventOf(runtime.app, id, 'ExecutionCompleted')).toMatchObject({ output: null });
  });

  it('whose waiting time is over first is given as it is, and goes on', async () => {
    const { id, status, completedAt } = await execute(runtime.app, hanging, { waitMs: 1 });
    expect({ live: ['queued', 'running'].includes(status), completedAt }).toEqual({
      live: true,
      completedAt: null,
    });
    await runtime.app.cancelExecution(testViewer, id);
    await eventOf(runtime.app, id, 'ExecutionCancelled');
  });

  it('that fails is failed with the error of the node, and its output is null', async () => {
    const view = await run(sequence(noop({ fail: true }), noop()));
    expect(view).toMatchObject({
      status: 'failed',
      output: null,
      error: { code: 'model/unavailable', nodeId: 'n1', path: 'n1' },
    });
  });

  it('keeps the user’s turn as a message and in its input', async () => {
    const graph = { ...sequence(noop()), outputs: { said: 'messages[0].content', input: 'input' } };
    const view = await run(graph, { message: 'hello', input: { topic: 'cats' } });
    expect(view.output).toEqual({ said: 'hello', input: { topic: 'cats', message: 'hello' } });
  });

  it('runs under limits that may be tightened, never loosened', async () => {
    const graph = { ...sequence(noop(), noop(), noop()), limits: { maxSteps: 3 } };
    const steps = (maxSteps: number) => run(graph, { limits: { maxSteps } });
    expect((await steps(2)).error).toMatchObject({
      code: 'limit/steps',
      message: expect.stringContaining('2'),
    });
    expect((await steps(100)).error).toMatchObject({
      code: 'limit/steps',
      message: expect.stringContaining('3'),
    });
  });

  it('that takes longer than its time limit fails, and what ran is closed', async () => {
    await using still = await openStillRuntime();
    const { id } = await execute(still.app, { ...hanging, limits: { timeoutMs: 20 } });
    await eventOf(still.app, id, 'NodeStarted');
    const log = await still.clock.pass(20, logOf(still.app, id));
    expect(log.slice(-2).map(({ type }) => type)).toEqual(['NodeCancelled', 'ExecutionFailed']);
    expect(await still.app.getExecution(testViewer, id)).toMatchObject({
      error: { code: 'limit/timeout', retryable: false },
    });
  });

  it('that uses more tokens than it may fails after the answer, and keeps what was used', async () => {
    const graph = sequence(echo('one two three'), noop());
    const { id, error, usage } = await run(graph, { limits: { maxTokens: 5 } });
    expect(error).toMatchObject({ code: 'limit/tokens', message: expect.stringContaining('limit is 5') });
    expect(usage?.totalTokens).toBe(6);
    expect((await logOf(runtime.app, id)).at(-1)?.type).toBe('ExecutionFailed');
  });

  it('that uses more tokens than it may fails also where it is not known what an earlier call has used', async () => {
    const silent = [{ do: 'text', text: 'Hello' }, { do: 'usage' }];
    const config = { provider: 'offline', model: 'scripted', prompt: JSON.stringify(silent) };
    const graph = sequence({ type: 'model', config }, echo('one two three'));
    const { error, usage } = await run(graph, { limits: { maxTokens: 5 } });
    const message = expect.stringContaining('at least 6 tokens');
    expect(error).toMatchObject({ code: 'limit/tokens', message });
    expect(usage?.totalTokens).toBeNull();
  });

  it('of which a node fails for a time is tried again under the node’s policy', async () => {
    const retry = { maxAttempts: 3, backoffMs: 1, jitter: false };
    const { id, status } = await run(sequence(noop({ failTimes: 2 }, { retry })));
    const log = await logOf(runtime.app, id);
    expect(status).toBe('completed');
    expect(log.filter(({ type }) => type === 'NodeStarted')).toHaveLength(3);
  });
});

describe('a request that is refused leaves nothing behind', () => {
  const count = async () => {
    const { rows } = await pool.query('select count(*)::int as n from workflow_execution');
    return rows[0].n;
  };

  it.each([
    ['a workflow that is not valid', { nodes: [], edges: [] }, {}, 'workflow/invalid'],
    [
      'input that the workflow does not want',
      { ...sequence(noop()), inputs: { type: 'object', required: ['topic'] } },
      { input: {} },
      'input/invalid',
    ],
    ['NUL in a message', sequence(noop()), { message: 'a\0b' }, 'input/invalid'],
    ['half a character', sequence(noop()), { input: { a: '\ud800' } }, 'input/invalid'],
    ['a message of ten megabytes', sequence(noop()), { message: 'x'.repeat(10_000_000) }, 'input/invalid'],
    [
      'input nested a thousand levels deep',
      sequence(noop()),
      { input: JSON.parse('['.repeat(1000) + ']'.repeat(1000)) },
      'input/invalid',
    ],
    [
      'a key that reaches behind the object',
      sequence(noop()),
      { input: JSON.parse('{"__proto__":{"a":1}}') },
      'input/invalid',
    ],
    ['a waiting time out of range', sequence(noop()), { waitMs: 30_001 }, 'input/invalid'],
  ])('for %s', async (_, graph, more, code) => {
    const before = await count();
    await expect(execute(runtime.app, graph, more)).rejects.toMatchObject({ code });
    expect(await count()).toBe(before);
  });
});

describe('an idempotency key', () => {
  it('gives the same execution for the same request, however long each waits', async () => {
    const first = await execute(runtime.app, sequence(noop()), { idempotencyKey: 'same' });
    const again = await run(sequence(noop()), { idempotencyKey: 'same' });
    expect(again).toMatchObject({ id: first.id, status: 'completed' });
  });

  it('is a conflict for another request', async () => {
    const { id } = await run(sequence(noop()), { idempotencyKey: 'taken' });
    await expect(
      run(sequence(noop()), { idempotencyKey: 'taken', input: { other: true } }),
    ).rejects.toMatchObject({
      code: 'execution/idempotency-conflict',
      message: expect.stringContaining(id),
    });
  });

  it('from fifty clients at once starts one execution', async () => {
    const all = await Promise.all(
      Array.from({ length: 50 }, () => run(sequence(noop()), { idempotencyKey: 'fifty' })),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  });

  it('may be used by another owner for something else', async () => {
    await run(sequence(noop()), { idempotencyKey: 'mine' });
    const other = { ownerId: '00000000-0000-4000-8000-0000000000aa', role: 'user' } as const;
    const { execution } = await runtime.app.executeWorkflow(other, {
      ...nothingAsked,
      target: { kind: 'graph', graph: sequence(noop(), noop()) },
      idempotencyKey: 'mine',
    });
    expect(execution.ownerId).toBe(other.ownerId);
  });
});

describe('cancelling', () => {
  it('ends what runs, keeps its text, and ends the log with ExecutionCancelled', async () => {
    const { id } = await execute(runtime.app, sequence(noop({ hang: true, text: 'so far' })));
    await eventOf(runtime.app, id, 'TextDelta');
    await runtime.app.cancelExecution(testViewer, id);
    const log = await logOf(runtime.app, id);
    expect(log.slice(-2)).toMatchObject([
      { type: 'NodeCancelled', path: 'n1', text: 'so far' },
      { type: 'ExecutionCancelled' },
    ]);
    expect(await runtime.app.getExecution(testViewer, id)).toMatchObject({
      status: 'cancelled',
      output: null,
    });
  });

  it('twice is harmless, and once it has ended a typed error', async () => {
    const { id } = await execute(runtime.app, hanging);
    const twice = [1, 2].map(() => runtime.app.cancelExecution(testViewer, id));
    const outcomes = await Promise.allSettled(twice);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    await eventOf(runtime.app, id, 'ExecutionCancelled');
    await expect(runtime.app.cancelExecution(testViewer, id)).rejects.toMatchObject({
      code: 'execution/not-cancellable',
      message: expect.stringContaining(id),
    });
  });

  it('reaches an execution that no worker has taken yet', async () => {
    await using accepting = await openStillRuntime({ concurrency: 0 });
    const { id } = await execute(accepting.app, hanging);
    await accepting.app.cancelExecution(testViewer, id);
    const taking = await openTestRuntime({ url: accepting.url });
    const log = await logOf(taking.app, id);
    await taking.close();
    expect(log.map(({ type }) => type)).toEqual([
      'ExecutionQueued',
      'ExecutionStarted',
      'ExecutionCancelled',
    ]);
  });
});
