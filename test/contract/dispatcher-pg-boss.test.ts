import { once } from 'node:events';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPgBossDispatcher } from '../../src/dispatch/index.ts';
import type { Dispatcher, JobHandlers, Timer } from '../../src/runtime/ports/dispatcher.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ObservedPool } from './dispatcher-observed-pool.ts';
import { queued } from './dispatcher-queued.ts';
import { silentServerLog } from './dispatcher-silent-log.ts';
import { SlowRelease } from './dispatcher-slow-release.ts';

type Work = (executionId: string, signal: AbortSignal) => Promise<unknown>;

const endless: Work = async (_, signal) => {
  if (!signal.aborted) await once(signal, 'abort');
};
const handlersThat = (work: Work): JobHandlers => ({
  run: async (id, signal) => {
    await work(id, signal);
    return 'left';
  },
  wake: async () => undefined,
});
const ids = (count: number, prefix = 'e') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('jobs on pg-boss', () => {
  let database: TestDatabase;
  let client: Client;
  let observer: Client;
  let producer: Dispatcher;

  beforeAll(async () => {
    database = await createTestDatabase();
    [client, observer] = await Promise.all([connected(database.url), connected(database.url)]);
    producer = createPgBossDispatcher({ database: { url: database.url }, log: silentServerLog });
  });
  afterAll(async () => {
    await Promise.all([producer.stop(), client.end(), observer.end()]);
    await database.drop();
  });
  beforeEach(async () => {
    await producer.open();
    await client.query('delete from pgboss.job');
  });

  const jobs = async (): Promise<readonly { readonly state: string; readonly key: string }[]> =>
    (await client.query(`select state, data->>'executionId' as key from pgboss.job order by key, state`))
      .rows;
  const timer: Timer = { executionId: 'e1', path: 'wait', attempt: 1, at: Date.now() + 60_000 };

  it.each([
    ['an hour behind', -3_600_000],
    ['an hour ahead', 3_600_000],
  ])('of a process whose clock is %s of the database are due after as long as it meant', async (_, off) => {
    const clock = new ManualClock();
    clock.advance(Date.now() + off - clock.now());
    const dispatcher = createPgBossDispatcher({
      database: { url: database.url },
      clock,
      log: silentServerLog,
    });
    await client.query('begin');
    await dispatcher.schedule([{ ...timer, at: clock.now() + 90_000 }], client);
    const { rows } = await client.query(
      `select extract(epoch from start_after - pgboss.job_now())::float8 as due from pgboss.job`,
    );
    await client.query('commit');
    expect(rows).toEqual([{ due: 90 }]);
    await dispatcher.stop();
  });

  describe('in the transaction of the caller', () => {
    it('take one statement, however many they are', async () => {
      const statements: string[] = [];
      const transaction = {
        query: (statement: { text: string; values: unknown[] }) => {
          statements.push(statement.text);
          return client.query(statement);
        },
      };
      await producer.enqueue(queued(...ids(50)), transaction);
      await producer.schedule([timer, { ...timer, path: 'other' }], transaction);
      expect(statements).toHaveLength(2);
      expect(await jobs()).toHaveLength(52);
      await producer.enqueue([], transaction);
      await producer.schedule([], transaction);
      expect(statements).toHaveLength(2);
    });

    it('are gone when it is rolled back', async () => {
      await client.query('begin');
      await producer.enqueue(queued('e1'), client);
      await producer.schedule([timer], client);
      await client.query('rollback');
      expect(await jobs()).toEqual([]);
    });

    it('that are there already do not make it fail', async () => {
      await producer.enqueue(queued('e1'), client);
      await producer.schedule([timer], client);
      await client.query('begin');
      await producer.enqueue(queued('e0', 'e1'), client);
      await producer.schedule([timer], client);
      await client.query('commit');
      expect((await jobs()).map(({ key }) => key)).toEqual(['e0', 'e1', 'e1']);
    });

    it('of two transactions that enqueue the same in another order do not lock each other out', async () => {
      const other = await connected(database.url);
      await client.query('begin');
      await producer.enqueue(queued('b'), client);
      const waits = producer.enqueue(queued('c', 'b', 'a'), other);
      await blockedBy(observer, client);
      await producer.enqueue(queued('c'), client);
      await client.query('commit');
      await waits;
      expect(await jobs()).toHaveLength(3);
      await other.end();
    });

    it('can still be made after the dispatcher has stopped', async () => {
      const stopped = createPgBossDispatcher({ database: { url: database.url }, log: silentServerLog });
      await stopped.open();
      await stopped.stop();
      await stopped.enqueue(queued('e1'), client);
      expect(await jobs()).toEqual([{ state: 'created', key: 'e1' }]);
    });

    it('may stand for a path longer than an index takes', async () => {
      const path = Array.from({ length: 2000 }, (_, index) => `sub${index * 7919}`).join('/');
      await producer.schedule([{ ...timer, path }], client);
      expect(await jobs()).toHaveLength(1);
    });
  });

  it('are taken, kept alive and given back in one statement for all of a process', async () => {
    const observed = new ObservedPool(database.url);
    const clock = new ManualClock();
    const dispatcher = createPgBossDispatcher({
      database: { pool: observed.pool },
      clock,
      log: silentServerLog,
    });
    const end = Promise.withResolvers<void>();
    let started = 0;
    const run = () => {
      started++;
      return end.promise;
    };
    await dispatcher.start(handlersThat(run), { concurrency: 50, perOwner: null });
    await observed.quiet();
    const statements = async (action: () => void) => {
      observed.statements.length = 0;
      action();
      await observed.quiet();
      return observed.statements.length;
    };
    await producer.enqueue(queued(...ids(20)), client);
    expect(await statements(() => dispatcher.nudge())).toBe(1);
    expect(started).toBe(20);
    expect(await statements(() => clock.advance(2_000))).toBeGreaterThan(0);
    const touches = observed.statements.filter((text) => /set heartbeat_on/i.test(text));
    expect(touches).toHaveLength(1);
    // A look at what may have waited behind them follows.
    expect(await statements(() => end.resolve())).toBe(2);
    expect(await jobs()).toEqual([]);
    await dispatcher.stop();
    await observed.pool.end();
  });

  it('of one execution, one new and one to be tried again, do not cost another process its batch', async () => {
    const failing = createPgBossDispatcher({ database: { url: database.url }, log: silentServerLog });
    await producer.enqueue(queued('e1'), client);
    const taken = Promise.withResolvers<void>();
    const run: Work = async (executionId, signal) => {
      taken.resolve();
      await endless(executionId, signal);
    };
    await failing.start(handlersThat(run), { concurrency: 1, perOwner: null });
    await taken.promise;
    await producer.enqueue(queued('e1'), client);
    await failing.stop();
    expect((await jobs()).map(({ state }) => state)).toEqual(['created', 'retry']);
    await producer.enqueue(queued('e2'), client);

    // Another process is just taking one of the two.
    const rival = await connected(database.url);
    await rival.query('begin');
    await rival.query(`update pgboss.job set state = 'active', heartbeat_on = now() where state = 'retry'`);
    const started: string[] = [];
    const second = Promise.withResolvers<void>();
    const slow = new SlowRelease(database.url);
    const dispatcher = createPgBossDispatcher({
      database: { pool: slow.pool },
      clock: new ManualClock(), // it looks once, and not again
      log: silentServerLog,
    });
    const record: Work = async (executionId, signal) => {
      started.push(executionId);
      second.resolve();
      await endless(executionId, signal);
    };
    await dispatcher.start(handlersThat(record), { concurrency: 10, perOwner: null });
    await blockedBy(observer, rival);
    await rival.query('commit');
    await second.promise;
    expect(started).toEqual(['e2']);
    expect(slow.failures).toBe(1);
    await dispatcher.stop();
    await Promise.all([slow.close(), rival.end()]);
  });

  it('that end while others are given back are given back after them', async () => {
    const observed = new ObservedPool(database.url);
    const dispatcher = createPgBossDispatcher({
      database: { pool: observed.pool },
      clock: new ManualClock(),
      log: silentServerLog,
    });
    const ends = new Map(ids(2).map((id) => [id, Promise.withResolvers<void>()]));
    await producer.enqueue(queued(...ids(2)), client);
    await dispatcher.start(
      handlersThat(async (id) => ends.get(id)?.promise),
      { concurrency: 2, perOwner: null },
    );
    await observed.quiet();
    observed.during = () => ends.get('e1')?.resolve();
    ends.get('e0')?.resolve();
    await observed.quiet();
    expect(await jobs()).toEqual([]);
    await dispatcher.stop();
    await observed.pool.end();
  });

  it('that are being taken when the process stops are free for another', async () => {
    const observed = new ObservedPool(database.url);
    const dispatcher = createPgBossDispatcher({
      database: { pool: observed.pool },
      clock: new ManualClock(),
      log: silentServerLog,
    });
    const started: string[] = [];
    await dispatcher.start(
      handlersThat(async (id) => void started.push(id)),
      { concurrency: 5, perOwner: null },
    );
    await observed.quiet();
    await producer.enqueue(queued('e1'), client);
    const stopped = new Promise<void>((resolve) => {
      observed.during = (text) => {
        if (/skip locked/i.test(text)) resolve(dispatcher.stop());
      };
    });
    dispatcher.nudge();
    await stopped;
    expect(await jobs()).toEqual([{ state: 'retry', key: 'e1' }]);
    expect(started).toEqual([]);
    await observed.pool.end();
  });

  it('go on when the connections were lost', async () => {
    const clock = new ManualClock();
    const observed = new ObservedPool(database.url);
    observed.pool.on('error', () => undefined);
    const dispatcher = createPgBossDispatcher({
      database: { pool: observed.pool },
      clock,
      log: silentServerLog,
    });
    const end = Promise.withResolvers<void>();
    const started: string[] = [];
    const run = (executionId: string) => {
      started.push(executionId);
      return end.promise;
    };
    await producer.enqueue(queued('e1'), client);
    await dispatcher.start(handlersThat(run), { concurrency: 5, perOwner: null });
    await observed.quiet();
    observed.failing = new Error('the database is away');
    end.resolve();
    await observed.quiet();
    expect(await jobs()).toEqual([{ state: 'active', key: 'e1' }]);
    await producer.enqueue(queued('e2'), client);
    observed.failing = null;
    clock.advance(500);
    await observed.quiet();
    expect(started).toEqual(['e1', 'e2']);
    await dispatcher.stop();
    expect(await jobs()).toEqual([]);
    await observed.pool.end();
  });
});

describe('opening pg-boss', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
    return () => database.drop();
  });
  const create = () => createPgBossDispatcher({ database: { url: database.url }, log: silentServerLog });

  it('works for servers that start together on an empty database', async () => {
    const dispatchers = Array.from({ length: 5 }, create);
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.open()));
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
    const queues = await executeSql(database.url, 'select name, policy from pgboss.queue order by name');
    expect(queues).toEqual([
      { name: 'executions', policy: 'stately' },
      { name: 'timers', policy: 'exclusive' },
    ]);
  });

  it('gives the queues of an earlier release its own settings', async () => {
    const earlier = create();
    await earlier.open();
    await earlier.stop();
    await executeSql(database.url, 'update pgboss.queue set retry_limit = 2, heartbeat_seconds = 60');
    const later = create();
    await later.open();
    await later.stop();
    const columns = 'retry_limit, heartbeat_seconds, expire_seconds, notify';
    const queues = await executeSql(database.url, `select ${columns} from pgboss.queue`);
    const expected = {
      retry_limit: 2 ** 31 - 1,
      heartbeat_seconds: 10,
      expire_seconds: 86_400,
      notify: false,
    };
    expect(queues).toEqual([expected, expected]);
  });

  it('can be tried again when the database was away', async () => {
    const away = await createTestDatabase();
    await away.drop();
    const dispatcher = createPgBossDispatcher({ database: { url: away.url }, log: silentServerLog });
    await expect(dispatcher.open()).rejects.toThrow();
    await expect(dispatcher.open()).rejects.toThrow();
    await dispatcher.stop();
  });
});

/** A test that fails leaves it open while the database is removed: what the server then says is no second failure. */
async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Resolves when some statement waits for what this connection has not committed. */
async function blockedBy(observer: Client, blocker: Client): Promise<void> {
  const { rows } = await blocker.query('select pg_backend_pid() as pid');
  const waiting = 'select 1 from pg_stat_activity where $1 = any(pg_blocking_pids(pid))';
  while ((await observer.query(waiting, [rows[0].pid])).rowCount === 0);
}
