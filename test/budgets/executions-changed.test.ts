import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/app/index.ts';
import { newViewer } from '../app/app-under-test.ts';
import { provideGraphql } from '../graphql/graphql-under-test.ts';
import { watchExecutions } from '../graphql/operations.ts';
import { StatementCounter } from '../support/statement-count.ts';
import { openTestPool } from '../support/test-pool.ts';

const { api, viewer } = provideGraphql();
let pool: Pool;
let counter: StatementCounter;

beforeAll(() => {
  pool = openTestPool(api.under.stores.url, 1);
  counter = new StatementCounter(pool);
});
afterAll(() => pool.end());

/** Statements for these executions of the viewer's to change at once and be told to so many dashboards. */
async function statements(
  ids: readonly string[],
  dashboards: number,
  asked: Viewer = viewer,
): Promise<number> {
  const filter = { ownerId: viewer.ownerId };
  const streams = await Promise.all(
    Array.from({ length: dashboards }, () => api.watch(asked, watchExecutions, { filter })),
  );
  const first = streams.map((stream) => stream.next());
  while (api.under.changes.subscribers < dashboards) await new Promise((resolve) => setImmediate(resolve));
  await counter.forget();
  for (const id of ids) api.under.changes.publish(viewer.ownerId, id);
  const told = await Promise.all(
    streams.map(async (stream, index) => {
      const answers = [await first[index]];
      while (answers.length < ids.length) answers.push(await stream.next());
      return answers.map((answer) => answer?.value.data.executionsChanged.id);
    }),
  );
  const calls = await counter.calls();
  expect(told).toEqual(streams.map(() => ids));
  await Promise.all(streams.map((stream) => stream.return?.()));
  return calls;
}

async function executions(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push(await api.execution(viewer));
  return ids;
}

describe('telling dashboards what has changed', () => {
  it('takes one statement for one change, whether one of them is open or fifty', async () => {
    const ids = await executions(1);
    expect(await statements(ids, 1)).toBe(1);
    expect(await statements(ids, 50)).toBe(1);
  });

  it('takes one statement for sixty changes at once, whether one of them is open or fifty', async () => {
    const ids = await executions(60);
    expect(await statements(ids, 1)).toBe(1);
    expect(await statements(ids, 50)).toBe(1);
  });

  it('takes no more for administrators', async () => {
    const ids = await executions(10);
    expect(await statements(ids, 50, newViewer('admin'))).toBe(1);
  });
});
