import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { execute, logOf, noop, openTestRuntime, sequence } from '../support/runtime.ts';

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

const listOf = (count: number) => Array.from({ length: count }, (_, number) => `item ${number}`);

const mapOf = (inner: object, concurrency: number) => ({
  ...sequence({
    type: 'map',
    config: {
      items: 'input.list',
      concurrency,
      graph: { ...sequence(inner), outputs: { item: 'item', index: 'index' } },
    },
  }),
  outputs: { results: 'nodes.n1.output.results' },
  limits: { maxSteps: 100_000 },
});

async function run(count: number, inner: object, concurrency: number) {
  const list = listOf(count);
  const graph = mapOf(inner, concurrency);
  const { id, status, output } = await execute(runtime.app, graph, { input: { list }, waitMs: 30_000 });
  return { list, status, output, log: await logOf(runtime.app, id) };
}

const bytesOf = (log: readonly ExecutionEvent[]) =>
  log.reduce((sum, event) => sum + JSON.stringify(event).length, 0);

describe('a map of ten thousand items', () => {
  it('gives their results in their order, with no more of them under way than its concurrency', async () => {
    const { list, status, output, log } = await run(10_000, noop(), 7);
    expect(status).toBe('completed');
    expect(output).toEqual({ results: list.map((item, index) => ({ item, index })) });
    let under = 0;
    let most = 0;
    for (const { type } of log) {
      if (type === 'ScopeStarted') most = Math.max(most, ++under);
      if (type === 'ScopeCompleted') under -= 1;
    }
    expect(most).toBe(7);
    expect(log.filter(({ type }) => type === 'ScopeCompleted')).toHaveLength(10_000);
  });

  it('writes as much for each item as one of a hundred does: no item carries the others with it', async () => {
    const compute = { type: 'transform', config: { outputs: { length: 'item.size()' } } };
    const few = bytesOf((await run(100, compute, 5)).log);
    const many = bytesOf((await run(10_000, compute, 5)).log);
    expect(many / 10_000).toBeLessThan(1.2 * (few / 100));
  });
});
