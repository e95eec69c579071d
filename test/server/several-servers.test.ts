import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App, Viewer } from '../../src/app/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseProxy, proxyDatabase } from '../support/database-proxy.ts';
import { executeSql } from '../support/execute-sql.ts';
import { gateKind } from '../support/gate-kind.ts';
import { anyExecution } from '../support/nothing-asked.ts';
import { execute, logOf, noop, sequence, testViewer } from '../support/runtime.ts';
import { openServerOfSeveral, type WatchedEvent, type WatchedExecution } from './server-of-several.ts';

/*
 * Servers that share a database, each with connections of its own. None of them ever looks for what it was not told:
 * what one sees of another, it has been told of.
 */

let database: TestDatabase;
let proxy: DatabaseProxy;
const opened: { close(): Promise<void> }[] = [];
let gate = gateKind();

beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await proxyDatabase(database.url);
  gate = gateKind();
});
afterEach(async () => {
  gate.open();
  await Promise.all(opened.splice(0).map((server) => server.close()));
  await proxy.close();
  await database.drop();
});

async function openServer(concurrency: number, notifierUrl = database.url) {
  const server = await openServerOfSeveral({ url: database.url, kind: gate.kind, concurrency, notifierUrl });
  opened.push(server);
  return server;
}

/** One that takes requests and runs nothing, and one that runs executions. */
async function openServers({ apiNotifierUrl = database.url } = {}) {
  return { api: await openServer(0, apiNotifierUrl), worker: await openServer(10) };
}

const gated = () => sequence({ type: 'gate' });
const isEnd = ({ __typename }: WatchedEvent) => /^Execution(Completed|Failed|Cancelled)$/.test(__typename);

/** Reads on until one is as is asked; gives all, it included. */
async function until<T>(items: AsyncIterator<T>, isLast: (item: T) => boolean): Promise<readonly T[]> {
  const read: T[] = [];
  for (;;) {
    const { done, value } = await items.next();
    if (done) throw new Error(`it ended after ${JSON.stringify(read)}`);
    read.push(value);
    if (isLast(value)) return read;
  }
}

const textOf = (events: readonly WatchedEvent[]) => events.map(({ text = '' }) => text).join('');
const isInGate = ({ text }: WatchedEvent) => text !== undefined;

const become = (id: string, status: string) => (execution: WatchedExecution) =>
  execution.id === id && execution.status === status;

const endNotifiers = () =>
  executeSql(
    database.url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'chatter-notifier' and datname = current_database()`,
  );

describe('an execution that one server accepts and another runs', () => {
  it('begins without the other having looked, and whoever watches it at the first sees every event as it happens', async () => {
    const { api } = await openServers();
    const { id } = await execute(api.app, gated());
    const events = api.executionEvents(id);
    const before = await until(events, isInGate);
    gate.open();
    const seen = [...before, ...(await until(events, isEnd))];
    expect(seen.map((event) => event.sequence)).toEqual(seen.map((_, index) => index + 1));
    expect(seen[0]?.__typename).toBe('ExecutionQueued');
    expect(seen.at(-1)?.__typename).toBe('ExecutionCompleted');
    expect(textOf(seen)).toBe('waiting, and open');
    expect((await events.next()).done).toBe(true);
  });

  it('is given back to the caller who waits for its end', async () => {
    const { api } = await openServers();
    const execution = await execute(api.app, sequence(noop(), noop({ output: 7 })), { waitMs: 29_000 });
    expect(execution.status).toBe('completed');
  });

  it('is cancelled from the first', async () => {
    const { api } = await openServers();
    const { id } = await execute(api.app, sequence(noop({ hang: true, text: 'hanging' })));
    const events = api.executionEvents(id);
    await until(events, isInGate);
    await api.app.cancelExecution(testViewer, id);
    expect((await until(events, isEnd)).at(-1)?.__typename).toBe('ExecutionCancelled');
  });
});

it('an execution that a server hands over as it stops goes on at another at once', async () => {
  const { api, worker } = await openServers();
  const { id } = await execute(api.app, sequence(noop({ hang: true, text: 'hanging' })));
  const events = api.executionEvents(id);
  await until(events, isInGate);
  const next = await openServer(10);
  await next.listening;
  await worker.close();
  const seen = await until(events, isInGate);
  expect(seen.map(({ __typename }) => __typename)).toContain('ExecutionResumed');
});

describe('executionsChanged', () => {
  it('tells at one server what another accepts, runs and ends', async () => {
    const { api, worker } = await openServers();
    const changes = await api.executionsChanged();
    const { id } = await execute(worker.app, gated());
    await until(changes, become(id, 'RUNNING'));
    gate.open();
    await until(changes, become(id, 'COMPLETED'));
  });

  it('tells at all servers what one accepts and another runs', async () => {
    const { api, worker } = await openServers();
    const third = await openServer(0);
    const watching = await Promise.all([api, worker, third].map((server) => server.executionsChanged()));
    const { id } = await execute(api.app, gated());
    await Promise.all(watching.map((changes) => until(changes, become(id, 'RUNNING'))));
    gate.open();
    await Promise.all(watching.map((changes) => until(changes, become(id, 'COMPLETED'))));
  });

  it('tells of more executions at once than one notification holds', async () => {
    const { api, worker } = await openServers();
    const changes = await api.executionsChanged();
    const executions = await Promise.all(
      Array.from({ length: 150 }, () => execute(worker.app, sequence(noop()))),
    );
    const left = new Set(executions.map(({ id }) => id));
    await until(changes, ({ id, status }) => {
      if (status === 'COMPLETED') left.delete(id);
      return left.size === 0;
    });
  });

  it('tells nobody of the executions of another owner', async () => {
    const { api, worker } = await openServers();
    const viewers = [randomUUID(), randomUUID()].map((ownerId): Viewer => ({ ownerId, role: 'user' }));
    const [first, second] = viewers.map((viewer) => watched(api.app, viewer));
    const graph = sequence(noop());
    const ids: string[] = [];
    for (const viewer of viewers) ids.push((await execute(worker.app, graph, { waitMs: 29_000 }, viewer)).id);
    const told = await Promise.all([first, second].map((changes) => changes && until(changes, isCompleted)));
    expect(told.map((executions) => [...new Set(executions?.map(({ id }) => id))])).toEqual([
      [ids[0]],
      [ids[1]],
    ]);
  });
});

const isCompleted = ({ status }: { readonly status: string }) => status === 'completed';

/** Reads at once, so that it has begun. */
function watched(app: App, viewer: Viewer) {
  const changes = app.watchExecutions(viewer, { filter: { ...anyExecution, ownerId: null } });
  const iterator = changes[Symbol.asyncIterator]();
  const first = iterator.next();
  return (async function* () {
    for (let result = await first; !result.done; result = await iterator.next()) yield result.value;
  })();
}

describe('a server that cannot be told for a while', () => {
  it('has missed nothing once it can be told again: neither events nor changes', async () => {
    const { api, worker } = await openServers({ apiNotifierUrl: proxy.url });
    const changes = await api.executionsChanged();
    const { id } = await execute(worker.app, gated());
    const events = api.executionEvents(id);
    const before = await until(events, isInGate);
    await until(changes, become(id, 'RUNNING'));
    await proxy.goAway();
    await api.deaf;
    gate.open();
    const log = await logOf(worker.app, id);
    await proxy.comeBack();
    const seen = [...before, ...(await until(events, isEnd))];
    expect(seen.map(({ __typename }) => __typename)).toEqual(log.map(({ type }) => type));
    await until(changes, become(id, 'COMPLETED'));
  });

  it('begins then what was accepted meanwhile', async () => {
    const api = await openServer(0);
    const worker = await openServer(10, proxy.url);
    await proxy.goAway();
    await worker.deaf;
    const { id } = await execute(api.app, sequence(noop()));
    await proxy.comeBack();
    await until(api.executionEvents(id), isEnd);
  });

  it('hears then of what was cancelled meanwhile', async () => {
    const api = await openServer(0);
    const worker = await openServer(10, proxy.url);
    const { id } = await execute(api.app, sequence(noop({ hang: true, text: 'hanging' })));
    const events = api.executionEvents(id);
    await until(events, isInGate);
    await proxy.goAway();
    await worker.deaf;
    await api.app.cancelExecution(testViewer, id);
    await proxy.comeBack();
    expect((await until(events, isEnd)).at(-1)?.__typename).toBe('ExecutionCancelled');
  });

  it('goes on, whatever moment the database ends its connection at', async () => {
    const { api, worker } = await openServers();
    const changes = await api.executionsChanged();
    const { id } = await execute(api.app, gated());
    const events = api.executionEvents(id);
    const before = await until(events, isInGate);
    gate.open();
    await endNotifiers();
    const seen = [...before, ...(await until(events, isEnd))];
    expect(textOf(seen)).toBe('waiting, and open');
    await until(changes, become(id, 'COMPLETED'));
    const later = await execute(worker.app, sequence(noop()));
    await until(changes, become(later.id, 'COMPLETED'));
  });

  it('misses nothing, however often that happens while executions come and go at all of them', async () => {
    const { api, worker } = await openServers();
    const another = await openServer(10);
    const changes = await api.executionsChanged();
    const steps = sequence(...Array.from({ length: 5 }, () => noop({ text: 'said' })));
    const accepted: string[] = [];
    const followed: Promise<readonly WatchedEvent[]>[] = [];
    for (let round = 0; round < 10; round += 1) {
      for (const { app } of [api, worker, another]) {
        const { id } = await execute(app, steps);
        accepted.push(id);
        followed.push(until(api.executionEvents(id), isEnd));
      }
      await endNotifiers();
    }
    for (const events of await Promise.all(followed)) {
      expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
      expect(events.at(-1)?.__typename).toBe('ExecutionCompleted');
    }
    const left = new Set(accepted);
    await until(changes, ({ id, status }) => {
      if (status === 'COMPLETED') left.delete(id);
      return left.size === 0;
    });
  });

  it('runs what it accepts itself as ever', async () => {
    await proxy.goAway();
    const lonely = await openServer(10, proxy.url);
    await lonely.deaf;
    const changes = await lonely.executionsChanged();
    const execution = await execute(lonely.app, sequence(noop()), { waitMs: 29_000 });
    expect(execution.status).toBe('completed');
    await until(changes, become(execution.id, 'COMPLETED'));
  });
});
