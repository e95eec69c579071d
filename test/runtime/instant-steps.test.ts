import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventOf, execute, logOf, noop, openTestRuntime, testViewer } from '../support/runtime.ts';

let database: TestDatabase;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterEach(() => runtime.close());

afterAll(() => database.drop());

/** Counts to a hundred thousand: it never waits for anything, and takes long. */
const counting = (limits: object = {}) => ({
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'again', type: 'loop', config: { maxIterations: 100_000 } },
    { id: 'count', type: 'variable', config: { operation: 'increment', name: 'count' } },
  ],
  edges: [
    { source: 'start', target: 'again' },
    { source: 'again', sourcePort: 'body', target: 'count' },
    { source: 'count', target: 'again' },
  ],
  limits: { maxSteps: 1_000_000, ...limits },
});

async function begin(graph: object): Promise<string> {
  runtime = await openTestRuntime({ url: database.url });
  const { id } = await execute(runtime.app, graph);
  await eventOf(runtime.app, id, 'LoopIterationStarted');
  return id;
}

const noopAfter = { id: 'after', ...noop() };

async function waitFor(executionId: string, nodeId: string): Promise<void> {
  const batches = await runtime.app.watchExecutionEvents(testViewer, { executionId, after: 0 });
  for await (const { events } of batches) {
    if (events.some(({ event }) => event.type === 'NodeCompleted' && event.nodeId === nodeId)) return;
  }
}

describe('an execution that takes one instant step after another', () => {
  it('is cancelled in the middle of them', async () => {
    const id = await begin(counting());
    await runtime.app.cancelExecution(testViewer, id);
    expect((await logOf(runtime.app, id)).at(-1)?.type).toBe('ExecutionCancelled');
  });

  it('fails when its time is over', async () => {
    runtime = await openTestRuntime({ url: database.url });
    const { id } = await execute(runtime.app, counting({ timeoutMs: 500 }));
    expect((await logOf(runtime.app, id)).at(-1)).toMatchObject({
      type: 'ExecutionFailed',
      error: { code: 'limit/timeout' },
    });
  });

  it.each([
    'before',
    'after',
  ])('lets a branch that stands %s it in the document run and wait meanwhile', async (place) => {
    const { nodes, edges, limits } = counting();
    const branch = [{ id: 'pause', type: 'delay', config: { durationMs: 20 } }, noopAfter];
    const graph = {
      nodes: place === 'before' ? [...branch, ...nodes] : [...nodes, ...branch],
      edges: [...edges, { source: 'start', target: 'pause' }, { source: 'pause', target: 'after' }],
      limits,
    };
    const id = await begin(graph);
    await waitFor(id, 'after');
    await runtime.app.cancelExecution(testViewer, id);
    expect((await logOf(runtime.app, id)).at(-1)?.type).toBe('ExecutionCancelled');
  });

  it('is handed over when its worker stops, and goes on where it was', async () => {
    const id = await begin(counting());
    await runtime.close();
    runtime = await openTestRuntime({ url: database.url });
    await eventOf(runtime.app, id, 'LogWritten');
    await runtime.app.cancelExecution(testViewer, id);
    expect((await logOf(runtime.app, id)).at(-1)?.type).toBe('ExecutionCancelled');
  });
});
