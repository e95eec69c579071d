import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExecutionEvent, noUsage } from '../../src/engine/index.ts';
import { createModels } from '../../src/models/index.ts';
import { PostgresBlobs, PostgresEventLog, PostgresExecutionStore } from '../../src/persistence/index.ts';
import { AppendPipeline } from '../../src/runtime/append/append-pipeline.ts';
import type { ExecutionRequest } from '../../src/runtime/execution-request.ts';
import { ModelTurns } from '../../src/runtime/owner/model-turns.ts';
import type { Append } from '../../src/runtime/ports/event-log.ts';
import { AcceptedExecutions } from '../../src/runtime/worker/accepted-executions.ts';
import { Worker } from '../../src/runtime/worker/worker.ts';
import { refusedScripts } from '../../src/sandbox/index.ts';
import { WorkflowTracker } from '../../src/tracker/index.ts';
import { contextFor, newTestWorkflows, testWorkflows } from '../support/context-for.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { loggedEvents } from '../support/logged-events.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { noop, sequence } from '../support/runtime.ts';
import { silentLog } from '../support/silent-log.ts';
import { openTestPool } from '../support/test-pool.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openTestPool(database.url, 3);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const jobs = { enqueue: async () => undefined, schedule: async () => undefined };
const secrets = {
  owned: async () => new Set<string>(),
  reveal: () => Promise.reject(new Error('there are none')),
};

const steps = sequence(noop({ output: 'one' }), noop({ output: 'two' }));
const hanging = sequence(noop({ hang: true }));

interface SetUp {
  readonly told?: Promise<void>;
  /** What happens while the worker reads a graph; then it has compiled none before. */
  readonly whileGraphIsRead?: () => void;
}

/** A worker, and which executions it has read. */
function setUp({ told = Promise.resolve(), whileGraphIsRead }: SetUp = {}) {
  const clock = new ManualClock();
  const log = new PostgresEventLog({ pool, jobs });
  const tracker = new WorkflowTracker({ sinks: [], onFailure: () => undefined });
  const read: string[] = [];
  class ReadStore extends PostgresExecutionStore {
    override load(id: string) {
      read.push(id);
      return super.load(id);
    }
    override graph(hash: string) {
      whileGraphIsRead?.();
      return super.graph(hash);
    }
  }
  const store = new ReadStore({ pool, jobs });
  const worker = new Worker({
    name: 'here',
    store,
    log,
    pipeline: new AppendPipeline({ log, clock, serverLog: silentLog, onCommitted: () => undefined }),
    workflows: whileGraphIsRead ? newTestWorkflows() : testWorkflows,
    services: {
      clock,
      models: createModels([]),
      modelTurns: new ModelTurns(new Map()),
      scripts: refusedScripts,
      http: { mayAsk: () => false, send: () => Promise.reject(new Error('it asks nobody')) },
      secrets,
      blobs: new PostgresBlobs(pool),
      log: silentLog,
      random: Math.random,
      newId,
    },
    tracker,
    commanded: () => undefined,
    foundEnded: () => undefined,
    told: () => told,
  });
  /** As the door of this process does. */
  const accept = async (graph: object, more: Partial<ExecutionRequest> = {}): Promise<string> => {
    const context = await contextFor(graph, more);
    await store.accept(context);
    worker.expect(context);
    return context.record.id;
  };
  const run = (id: string) => worker.run(id, new AbortController().signal);
  /** What another worker writes as its owner, from the place `first`. */
  const elsewhere = (
    executionId: string,
    first: number,
    events: readonly ExecutionEvent[],
    more: Partial<Append> = {},
  ) =>
    log.commit([
      {
        executionId,
        epoch: 1,
        events: events.map((event, index) => ({ sequence: first + index, event })),
        claim: { worker: 'elsewhere', at, recoveries: 0 },
        ...more,
      },
    ]);
  return { clock, store, worker, tracker, read, accept, run, elsewhere };
}

async function typesOf(id: string): Promise<readonly string[]> {
  const text = `select event ->> 'type' as type from ${loggedEvents} where execution_id = $1 order by sequence`;
  const { rows } = await pool.query<{ type: string }>(text, [id]);
  return rows.map(({ type }) => type);
}

const at = Date.now();
const begun: readonly ExecutionEvent[] = [
  { type: 'ExecutionStarted', at },
  { type: 'NodeCompleted', at, nodeId: 'start', path: 'start', attempt: 1, port: 'out', output: null },
  { type: 'NodeStarted', at, nodeId: 'n1', path: 'n1', attempt: 1 },
];

describe('an execution that this process has accepted', () => {
  it('is begun without being read', async () => {
    const { accept, run, read } = setUp();
    const id = await accept(steps);
    await run(id);
    expect((await typesOf(id)).at(-1)).toBe('ExecutionCompleted');
    expect(read).toEqual([]);
  });

  it.each<[string, Partial<ExecutionRequest>]>([
    ['nothing', {}],
    ['an input', { input: { b: 1, a: [null, { z: 'ü', 10: true }] } }],
    [
      'a message, with what was said before',
      { message: 'Hello', history: [{ role: 'user', content: 'Hi' }] },
    ],
    [
      'limits, a model and a key',
      {
        limits: { timeoutMs: 1000 },
        modelDefaults: { model: 'offline/echo' },
        idempotencyKey: 'once',
        correlationId: 'from here',
        debug: true,
      },
    ],
  ])('is held as it would be read, asked for with %s', async (_, asked) => {
    const { store } = setUp();
    const context = await contextFor(steps, asked);
    await store.accept(context);
    const accepted = new AcceptedExecutions(new ManualClock());
    accepted.add(context);
    expect(accepted.take(context.record.id)).toEqual(await store.load(context.record.id));
  });

  it('and that others have begun, and died with, is read and goes on', async () => {
    const { accept, run, read, elsewhere } = setUp();
    const id = await accept(steps);
    await elsewhere(id, 2, begun);
    await elsewhere(id, 5, [{ type: 'ExecutionRecovered', at }], { epoch: 2 });
    await run(id);
    expect(await typesOf(id)).toEqual([
      'ExecutionQueued',
      'ExecutionStarted',
      'NodeCompleted',
      'NodeStarted',
      'ExecutionRecovered',
      'ExecutionRecovered',
      'NodeSuperseded',
      'NodeStarted',
      'NodeCompleted',
      'NodeStarted',
      'NodeCompleted',
      'ExecutionCompleted',
    ]);
    expect(read).toEqual([id]);
  });

  it('and that another worker has ended is left as it is', async () => {
    const { accept, run, elsewhere } = setUp();
    const id = await accept(steps);
    const end = {
      status: 'cancelled',
      at,
      output: null,
      error: null,
      usage: noUsage,
      firstTextAt: null,
    } as const;
    await elsewhere(
      id,
      2,
      [
        { type: 'ExecutionStarted', at },
        { type: 'ExecutionCancelled', at },
      ],
      { end },
    );
    await run(id);
    expect(await typesOf(id)).toEqual(['ExecutionQueued', 'ExecutionStarted', 'ExecutionCancelled']);
  });

  it('and that was cancelled here since is read, and ends at once', async () => {
    const { accept, run, read, store, worker } = setUp();
    const id = await accept(hanging);
    await store.command([{ executionId: id, command: { type: 'cancel' } }]);
    worker.notice(id);
    await run(id);
    expect((await typesOf(id)).at(-1)).toBe('ExecutionCancelled');
    expect(read).toEqual([id]);
  });

  it('and that was cancelled elsewhere since ends when its commands are looked for', async () => {
    const { accept, run, store, clock } = setUp();
    const id = await accept(hanging);
    await store.command([{ executionId: id, command: { type: 'cancel' } }]);
    const done = run(id);
    await expect.poll(() => typesOf(id)).toContain('NodeStarted');
    clock.advance(500);
    await done;
    expect((await typesOf(id)).at(-1)).toBe('ExecutionCancelled');
  });

  it('keeps its job until others have been told that it has ended', async () => {
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    const { accept, run } = setUp({ told });
    const id = await accept(steps);
    let isGivenBack = false;
    const done = run(id).then(() => {
      isGivenBack = true;
    });
    await expect.poll(() => typesOf(id)).toContain('ExecutionCompleted');
    expect(isGivenBack).toBe(false);
    tell();
    await done;
  });

  it('is not held where what it asks of its models is long', async () => {
    const accepted = new AcceptedExecutions(new ManualClock());
    const context = await contextFor(steps, { modelDefaults: { systemPrompt: 'x'.repeat(3000) } });
    accepted.add(context);
    expect(accepted.take(context.record.id)).toBeNull();
  });

  it('is held once and for ten seconds, not if it is long, and as one of ten thousand', async () => {
    const clock = new ManualClock();
    const accepted = new AcceptedExecutions(clock);
    const short = await contextFor(steps);
    const withId = (id: string) => ({ ...short, record: { ...short.record, id } });
    accepted.add(await contextFor(steps, { input: 'x'.repeat(3000) }));
    for (let index = 0; index <= 10_000; index += 1) accepted.add(withId(`execution ${index}`));
    expect(accepted.take('execution 0')).toBeNull();
    expect(accepted.take('execution 1')).toMatchObject({ record: { id: 'execution 1' } });
    expect(accepted.take('execution 1')).toBeNull();
    clock.advance(9_999);
    expect(accepted.take('execution 2')).not.toBeNull();
    clock.advance(1);
    expect(accepted.take('execution 3')).toBeNull();
  });
});

describe('a worker', () => {
  it('that is stopped while it reads an execution leaves it to others', async () => {
    const stop = new AbortController();
    const { accept, worker } = setUp({ whileGraphIsRead: () => stop.abort() });
    const id = await accept(hanging);
    expect(await worker.run(id, stop.signal)).toBe('left');
    expect(await typesOf(id)).toEqual(['ExecutionQueued']);
  });

  it('that has lost a job and taken it again goes on knowing the execution when the lost one lets go', async () => {
    const { accept, worker, tracker, run, store } = setUp();
    const id = await accept(hanging);
    const lost = new AbortController();
    const before = worker.run(id, lost.signal);
    await expect.poll(() => typesOf(id)).toContain('NodeStarted');
    const now = run(id);
    await expect.poll(() => typesOf(id)).toContain('NodeSuperseded');
    lost.abort();
    expect(await before).toBe('left');
    expect(worker.recordOf(id)).toMatchObject({ id });
    expect(tracker.size).toBe(1);
    await store.command([{ executionId: id, command: { type: 'cancel' } }]);
    worker.notice(id);
    expect(await now).toBe('ended');
    expect(worker.recordOf(id)).toBeNull();
    expect(tracker.size).toBe(0);
  });
});

it('an execution of which a large value is gone stops none of those that are read with it', async () => {
  const { store } = setUp();
  const input = (letter: string) => contextFor(steps, { input: letter.repeat(100_000) });
  const [broken, whole] = await Promise.all([input('b'), input('w')]);
  await Promise.all([store.accept(broken), store.accept(whole)]);
  await loseValuesOf(broken.record.id);
  const [lost, loaded] = await Promise.all([broken, whole].map(({ record }) => store.load(record.id)));
  expect(lost?.lost?.code).toBe('value/lost');
  expect(loaded?.lost).toBeNull();
});

describe('an execution of which a large value is gone is failed with what is gone', () => {
  const large = 'l'.repeat(100_000);
  const lostEnd = { type: 'ExecutionFailed', error: { code: 'value/lost' } };

  async function lastOf(id: string): Promise<unknown> {
    const text = `select event from ${loggedEvents} where execution_id = $1 order by sequence desc limit 1`;
    const { rows } = await pool.query<{ event: unknown }>(text, [id]);
    return rows[0]?.event;
  }

  it('where it is its input', async () => {
    const { accept, run } = setUp();
    const id = await accept(steps, { input: large });
    await loseValuesOf(id);
    expect(await run(id)).toBe('ended');
    expect(await typesOf(id)).toEqual(['ExecutionQueued', 'ExecutionStarted', 'ExecutionFailed']);
    expect(await lastOf(id)).toMatchObject(lostEnd);
  });

  it('where it is an output, after what was open is closed', async () => {
    const { accept, run, elsewhere } = setUp();
    const id = await accept(steps);
    const given = { type: 'NodeCompleted', at, nodeId: 'n1', path: 'n1', attempt: 1, port: 'out' } as const;
    const next = { type: 'NodeStarted', at, nodeId: 'n2', path: 'n2', attempt: 1 } as const;
    await elsewhere(id, 2, [...begun, { ...given, output: large }, next]);
    await loseValuesOf(id);
    await run(id);
    expect((await typesOf(id)).slice(-3)).toEqual(['ExecutionRecovered', 'NodeCancelled', 'ExecutionFailed']);
    expect(await lastOf(id)).toMatchObject(lostEnd);
  });

  it('where it lies so far behind others that it is read after them', async () => {
    const { accept, run, elsewhere } = setUp();
    const id = await accept(steps);
    const outputs = Array.from({ length: 3 }, (_, index) => String(index).repeat(9 * 1024 * 1024));
    const attempts = outputs.flatMap((text, index): readonly ExecutionEvent[] => [
      { type: 'TextDelta', at, nodeId: 'n1', path: 'n1', attempt: 1, text },
      { type: 'LogWritten', at, level: 'info', message: `${index}` },
    ]);
    await elsewhere(id, 2, [...begun, ...attempts]);
    const ofLast = "select hash from blob_piece where get_byte(bytes, 0) = ascii('2')";
    await loseValuesOf(id, `and hash in (${ofLast})`);
    await run(id);
    expect(await lastOf(id)).toMatchObject(lostEnd);
  });
});

async function loseValuesOf(executionId: string, which = ''): Promise<void> {
  const own = `select owner_id, hash from blob_reference where execution_id = $1 ${which}`;
  await pool.query(`delete from blob_piece where (owner_id, hash) in (${own})`, [executionId]);
}
