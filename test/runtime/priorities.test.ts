import { expect, it } from 'vitest';
import type { TrackerSink } from '../../src/tracker/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { execute, logOf, noop, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';

it('executions that wait begin in the order of their priorities', async () => {
  const database = await createTestDatabase();
  const accepting = await openTestRuntime({ url: database.url, concurrency: 0 });
  const ids = new Map<string, string>();
  for (const priority of ['low', 'normal', 'high'] as const)
    ids.set((await execute(accepting.app, sequence(noop()), { priority })).id, priority);
  await accepting.close();
  const begun: (string | undefined)[] = [];
  const noting: TrackerSink = { start: ({ id }) => begun.push(ids.get(id)) };
  const runtime = await openTestRuntime({ url: database.url, concurrency: 1, sinks: [noting] });
  for (const id of ids.keys()) await logOf(runtime.app, id);
  expect(begun).toEqual(['high', 'normal', 'low']);
  await runtime.close();
  await database.drop();
});

it('an execution keeps its priority while it waits without a worker', async () => {
  const database = await createTestDatabase();
  const runtime = await openTestRuntime({ url: database.url, concurrency: 0 });
  const { id } = await execute(runtime.app, sequence(noop()), { priority: 'high' });
  const jobs = 'select priority from pgboss.job where singleton_key = $1';
  await executeSql(database.url, 'delete from pgboss.job');
  await runtime.app.cancelExecution(testViewer, id);
  expect(await executeSql(database.url, jobs, [id])).toEqual([{ priority: 1 }]);
  await runtime.close();
  await database.drop();
});
