import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { builtInKinds, createRegistry, defineNodeKind } from '../../src/nodes/index.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { execute, logOf, openTestRuntime, sequence } from '../support/runtime.ts';

const keys: string[] = [];

/** Fails its first attempts at each key, and remembers under which keys it was asked. */
const witnessKind = defineNodeKind({
  type: 'witness',
  label: 'Witness',
  category: 'control',
  description: 'Remembers its keys.',
  pure: false,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config: z.strictObject({ failTimes: z.int().describe('How many attempts fail.') }),
  ports: [
    { name: 'out', description: 'It has not failed.' },
    { name: 'error', description: 'It has failed.' },
  ],
  output: () => 'dyn',
  compile: ({ failTimes }) => ({
    pure: false,
    run: async ({ idempotencyKey }) => {
      keys.push(idempotencyKey);
      if (keys.filter((key) => key === idempotencyKey).length > failTimes) {
        return { status: 'completed', port: 'out', output: 'done' };
      }
      return { status: 'failed', error: { code: 'model/unavailable', message: 'no', retryable: true } };
    },
  }),
});

let database: TestDatabase;
let runtime: Runtime;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = await openTestRuntime({
    url: database.url,
    registry: createRegistry([...builtInKinds, witnessKind]),
  });
});

afterAll(async () => {
  await runtime.close();
  await database.drop();
});

const handled = (failTimes: number, config: object) => ({
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'w', type: 'witness', config: { failTimes }, retry: { maxAttempts: 1, jitter: false } },
    { id: 'h', type: 'error_handler', config },
  ],
  edges: [
    { source: 'start', target: 'w' },
    { source: 'w', sourcePort: 'error', target: 'h' },
  ],
  outputs: { done: 'nodes.w.output', fallback: 'nodes.h.output.value' },
});

async function run(graph: object) {
  keys.length = 0;
  const { id, output } = await execute(runtime.app, graph, { waitMs: 30_000 });
  return { id, output, log: await logOf(runtime.app, id) };
}

describe('an activation that a handler has tried again', () => {
  it('has the same key in every attempt, and waits twice as long each time', async () => {
    const { id, output, log } = await run(handled(3, { maxRetries: 3, backoffMs: 8 }));
    expect(output).toEqual({ done: 'done', fallback: null });
    expect(keys).toEqual(Array.from({ length: 4 }, () => `${id}:w`));
    const waits = log.flatMap((event) =>
      event.type === 'NodeRetryScheduled' ? [event.until - event.at] : [],
    );
    expect(waits).toEqual([8, 16, 32]);
    expect(log.some((event) => event.type === 'NodeCompleted' && event.nodeId === 'h')).toBe(false);
  });

  it('in the items of a map has a key of its own in each', async () => {
    const graph = sequence({
      type: 'map',
      config: { items: '[1, 2]', graph: handled(1, { maxRetries: 1, backoffMs: 1 }) },
    });
    const { id } = await run(graph);
    expect(keys.toSorted()).toEqual([`${id}:n1[0]/w`, `${id}:n1[0]/w`, `${id}:n1[1]/w`, `${id}:n1[1]/w`]);
  });

  it('is counted for itself: one handler gives two nodes that follow each other all its retries each', async () => {
    const retry = { maxAttempts: 1, jitter: false };
    const graph = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'a', type: 'witness', config: { failTimes: 2 }, retry },
        { id: 'b', type: 'witness', config: { failTimes: 2 }, retry },
        { id: 'h', type: 'error_handler', config: { maxRetries: 2, backoffMs: 1 } },
      ],
      edges: [
        { source: 'start', target: 'a' },
        { source: 'a', target: 'b' },
        { source: 'a', sourcePort: 'error', target: 'h' },
        { source: 'b', sourcePort: 'error', target: 'h' },
      ],
      outputs: { a: 'nodes.a.output', b: 'nodes.b.output' },
    };
    const { id, output } = await run(graph);
    expect(output).toEqual({ a: 'done', b: 'done' });
    expect(keys).toEqual([...Array(3).fill(`${id}:a`), ...Array(3).fill(`${id}:b`)]);
  });

  it('runs the handler, with its fallback, once the retries are spent', async () => {
    const { id, output } = await run(handled(9, { maxRetries: 2, backoffMs: 1, fallbackValue: 'instead' }));
    expect(output).toEqual({ done: null, fallback: 'instead' });
    expect(keys).toEqual(Array(3).fill(`${id}:w`));
  });
});
