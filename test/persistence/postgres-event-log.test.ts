import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Packing } from '../../src/persistence/blobs/packing.ts';
import { appendStatement } from '../../src/persistence/event-log/append-statement.ts';
import { PostgresEventLog } from '../../src/persistence/event-log/postgres-event-log.ts';
import { PostgresExecutionStore } from '../../src/persistence/execution-store/execution-store.ts';
import { loadStatement } from '../../src/persistence/execution-store/load-statement.ts';
import { openPool } from '../../src/persistence/open-pool.ts';
import { AppendPipeline } from '../../src/runtime/append/append-pipeline.ts';
import type { Clock } from '../../src/runtime/ports/clock.ts';
import type { Timer } from '../../src/runtime/ports/dispatcher.ts';
import type { Append } from '../../src/runtime/ports/event-log.ts';
import type { Statement } from '../../src/runtime/ports/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { proxyDatabase } from '../support/database-proxy.ts';
import { silentLog } from '../support/silent-log.ts';
import { at, claimOf, describeEventLog, type EventLogUnderTest, logged, now } from './event-log.contract.ts';
import { noTimers, postgresLogUnderTest } from './postgres-log-under-test.ts';

let database: TestDatabase;
let pool: Pool;
let under: EventLogUnderTest;
const closers: (() => Promise<unknown>)[] = [];

function open(url: string): Pool {
  const opened = openPool({ url, size: 4, name: 'test', log: silentLog });
  closers.push(() => opened.end());
  return opened;
}

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ url: database.url, size: 4, name: 'test', log: silentLog });
  under = postgresLogUnderTest(pool);
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

describeEventLog('the event log in PostgreSQL', async () => under);

async function queued(): Promise<string> {
  const executionId = randomUUID();
  await under.accept(executionId);
  return executionId;
}

async function running(): Promise<string> {
  const executionId = await queued();
  await under.log.commit([claimOf(executionId)]);
  return executionId;
}

const sequences = async (id: string) =>
  (await under.log.read(id, 0, 100)).events.map(({ sequence }) => sequence);

/** Everything a commit can carry, of one execution. */
const fullAppend = (executionId: string): Append => ({
  ...claimOf(executionId),
  events: at(2, logged('a'), logged('b'), logged('c')),
  park: { commands: 0 },
  snapshot: { sequence: 4, stateVersion: 1, state: {} },
  usage: [
    {
      id: randomUUID(),
      path: 'a',
      attempt: 1,
      at: now,
      provider: 'p',
      model: 'm',
      usage: {
        inputTokens: 1,
        outputTokens: 1,
        cachedTokens: 0,
        reasoningTokens: 0,
        totalTokens: 2,
        costMicroUsd: null,
        modelCalls: 1,
        toolCalls: 0,
      },
      priceVersion: null,
    },
  ],
  commands: [randomUUID()],
});

/** The statements that reach the server while `work` is done, those of transactions included. */
async function statementsOf(
  work: () => Promise<unknown>,
): Promise<readonly { query: string; calls: number }[]> {
  await pool.query('create extension if not exists pg_stat_statements');
  await pool.query(
    'select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()))',
  );
  await work();
  const { rows } = await pool.query<{ query: string; calls: number }>(
    `select query, calls::int from pg_stat_statements
     where dbid = (select oid from pg_database where datname = current_database())
       and query not like '%pg_stat_statements%'`,
  );
  return rows;
}

/** What a connection has counted that has done nothing but this. Nothing stays of it. */
async function countedAfter(statements: readonly Statement[], question: string): Promise<readonly unknown[]> {
  const client = await open(database.url).connect();
  try {
    await client.query('begin');
    for (const statement of statements) await client.query(statement);
    return (await client.query(question)).rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

describe('a commit to PostgreSQL', () => {
  it('is one statement and no other, whatever it carries and for however many executions', async () => {
    const ids = await Promise.all(Array.from({ length: 16 }, queued));
    expect(await statementsOf(() => under.log.commit(ids.map(fullAppend)))).toEqual([
      { query: expect.stringContaining('insert into execution_event'), calls: 1 },
    ]);
  });

  it('claims executions without writing an index, also many that were accepted together', async () => {
    await pool.query('truncate workflow_execution');
    const ids = await Promise.all(Array.from({ length: 64 }, queued));
    const claims = appendStatement(
      ids.map((id) => claimOf(id)),
      new Packing(),
    );
    // A version on the page of the row needs no entry of an index.
    const beside = `select n_tup_upd::int as claimed, n_tup_hot_upd::int as beside from pg_stat_xact_user_tables
      where relname = 'workflow_execution'`;
    expect(await countedAfter([claims], beside)).toEqual([{ claimed: 64, beside: 64 }]);
  });

  it('finds rows by their keys, though its plan was made while the tables were nearly empty', async () => {
    const id = await queued();
    const statements = [appendStatement([fullAppend(id)], new Packing()), loadStatement([id])];
    const scanned = 'select relname from pg_stat_xact_user_tables where seq_scan > 0 order by relname';
    expect(await countedAfter(statements, scanned)).toEqual([]);
  });

  it('with timers makes their jobs in the same transaction, and without the job nothing', async () => {
    const id = await running();
    const scheduled: Timer[] = [];
    const log = new PostgresEventLog({
      pool,
      jobs: {
        schedule: async (timers, transaction) => {
          scheduled.push(...timers);
          await transaction.query({
            name: 'refuse-first',
            text: 'select 1 / $1::int',
            values: [scheduled.length - 1],
          });
        },
      },
    });
    const timer = { path: 'wait', attempt: 1, at: now };
    const append: Append = { executionId: id, epoch: 1, events: at(3, logged('wait')), timers: [timer] };
    await expect(log.commit([append])).rejects.toThrow();
    expect(await sequences(id)).toEqual([1, 2]);
    await log.commit([append]);
    expect(scheduled[1]).toEqual({ executionId: id, ...timer });
    expect(await sequences(id)).toEqual([1, 2, 3]);
  });

  it('with a large value keeps it once for all its executions of one owner, or nothing where a stale owner brings it', async () => {
    const [id, other] = [await running(), await running()];
    const [{ owner }] = (
      await pool.query(
        `update workflow_execution set owner_id = (select owner_id from workflow_execution where id = $1)
         where id = any($2) returning owner_id as owner`,
        [id, [id, other]],
      )
    ).rows;
    const blobs = async () =>
      (await pool.query('select size from blob where owner_id = $1', [owner])).rows.map(({ size }) => size);
    const large = logged('x'.repeat(100_000));
    const stale = { executionId: id, epoch: 0, events: at(2, large) };
    await expect(under.log.commit([stale])).rejects.toMatchObject({ failure: 'conflict' });
    expect(await blobs()).toEqual([]);
    await under.log.commit(
      [id, other].map((executionId) => ({ executionId, epoch: 1, events: at(3, large, large) })),
    );
    expect(await blobs()).toEqual([100_000]);
    expect((await under.log.read(other, 2, 10)).events.map(({ event }) => event)).toEqual([large, large]);
  });

  it('whose values are too large to be read at once is read in slices, none of which is empty', async () => {
    const id = await running();
    const large = Array.from({ length: 5 }, (_, index) => logged(`${index}${'x'.repeat(10_000_000)}`));
    await under.log.commit([{ executionId: id, epoch: 1, events: at(3, ...large) }]);
    const slices: (readonly (number | boolean)[])[] = [];
    for (let after = 0; after < 7; ) {
      const { events, more } = await under.log.read(id, after, 100);
      slices.push([...events.map(({ sequence }) => sequence), more]);
      after = events.at(-1)?.sequence ?? Number.POSITIVE_INFINITY;
    }
    expect(slices).toEqual([
      [1, 2, 3, true],
      [4, 5, true],
      [6, 7, false],
    ]);
  });

  it('is loaded after the snapshot alone, also where that was taken in the middle of it', async () => {
    const id = await running();
    const events = at(3, ...'abcdef'.split('').map(logged));
    const snapshot = { sequence: 5, stateVersion: 1, state: {} };
    await under.log.commit([{ executionId: id, epoch: 1, events, snapshot }]);
    const store = new PostgresExecutionStore({ pool, jobs: { enqueue: async () => undefined } });
    const loaded = await store.load(id);
    expect(loaded?.events).toEqual(events.slice(3));
    expect(loaded?.types).toEqual(['LogWritten', 'LogWritten', 'LogWritten']);
  });

  it('that is refused keeps its connection', async () => {
    const one = open(database.url);
    one.options.max = 1;
    const log = new PostgresEventLog({ pool: one, jobs: noTimers });
    const pid = async () => (await one.query('select pg_backend_pid() as pid')).rows[0];
    const before = await pid();
    const id = await running();
    await expect(log.commit([claimOf(id)])).rejects.toMatchObject({ failure: 'conflict' });
    expect(await pid()).toEqual(before);
  });
});

const realClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

describe('a connection that breaks during a commit', () => {
  async function pipelineThroughProxy() {
    const proxy = await proxyDatabase(database.url);
    closers.push(() => proxy.close());
    const log = new PostgresEventLog({ pool: open(proxy.url), jobs: noTimers });
    const published: Append[] = [];
    const onCommitted = (appends: readonly Append[]) => published.push(...appends);
    return {
      proxy,
      published,
      pipeline: new AppendPipeline({ log, clock: realClock, serverLog: silentLog, onCommitted }),
    };
  }

  /** Keeps every commit that changes this execution's row waiting. */
  async function holdRow(id: string): Promise<() => Promise<void>> {
    const client = await pool.connect();
    await client.query('begin');
    await client.query('select 1 from workflow_execution where id = $1 for update', [id]);
    return async () => {
      await client.query('commit');
      client.release();
    };
  }

  function claimed(pipeline: AppendPipeline, id: string): Promise<boolean> {
    const { events, claim } = claimOf(id);
    const writer = pipeline.writerFor({ executionId: id, epoch: 1, sequence: 2 });
    writer.write(
      events.map(({ event }) => event),
      claim ? { claim } : {},
    );
    return writer.durable();
  }

  const waiters = async (): Promise<number> => {
    const sql = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return (await pool.query(sql)).rows[0].n;
  };
  const someWait = (count: number) =>
    vi.waitUntil(async () => (await waiters()) === count, { timeout: 30_000 });

  it('loses nothing where the server had committed: the event is there once and is published', async () => {
    const { proxy, published, pipeline } = await pipelineThroughProxy();
    const id = await running();
    const writer = pipeline.writerFor({ executionId: id, epoch: 1, sequence: 3 });
    writer.write([logged('first')]);
    await writer.durable();
    proxy.swallowAnswers();
    writer.write([logged('second')]);
    const done = writer.durable();
    await vi.waitUntil(async () => (await sequences(id)).length === 4, { timeout: 30_000 });
    expect(published).toHaveLength(1);
    proxy.cut();
    await done;
    expect(await sequences(id)).toEqual([1, 2, 3, 4]);
    expect(published).toHaveLength(2);
  });

  it('is made good where the server had not: the same events are sent again', async () => {
    const { published, pipeline } = await pipelineThroughProxy();
    const id = await queued();
    const release = await holdRow(id);
    const done = claimed(pipeline, id);
    await someWait(1);
    await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    await someWait(1); // sent again
    await release();
    await done;
    expect(await sequences(id)).toEqual([1, 2]);
    expect(published).toHaveLength(1);
    expect(await under.facts(id)).toMatchObject({ status: 'running', epoch: 1 });
  });

  it('commits once where the server still works on what is sent again', async () => {
    const { proxy, published, pipeline } = await pipelineThroughProxy();
    const id = await queued();
    const release = await holdRow(id);
    const done = claimed(pipeline, id);
    await someWait(1);
    proxy.cut();
    await someWait(2);
    await release();
    await done;
    expect(await sequences(id)).toEqual([1, 2]);
    expect(published).toHaveLength(1);
  });
});
