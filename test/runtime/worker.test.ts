import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPgBossDispatcher } from '../../src/dispatch/index.ts';
import { type ExecutionEvent, noUsage } from '../../src/engine/index.ts';
import { PostgresEventLog, PostgresExecutionStore } from '../../src/persistence/index.ts';
import type { Append } from '../../src/runtime/ports/event-log.ts';
import type { ServerLog } from '../../src/runtime/ports/server-log.ts';
import { sweep } from '../../src/runtime/worker/sweep.ts';
import type { Runtime } from '../../src/server/open-runtime.ts';
import { contextFor } from '../support/context-for.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { loggedEvents } from '../support/logged-events.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { anyExecution } from '../support/nothing-asked.ts';
import { eventOf, execute, logOf, noop, openTestRuntime, sequence, testViewer } from '../support/runtime.ts';
import { silentLog } from '../support/silent-log.ts';
import { openTestPool } from '../support/test-pool.ts';

let database: TestDatabase;
let pool: Pool;
let dispatcher: ReturnType<typeof createPgBossDispatcher>;
let log: PostgresEventLog;
const runtimes: Runtime[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openTestPool(database.url, 3);
  dispatcher = createPgBossDispatcher({ database: { url: database.url }, log: silentLog });
  await dispatcher.open();
  log = new PostgresEventLog({ pool, jobs: dispatcher });
});

afterEach(async () => {
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
});

afterAll(async () => {
  await dispatcher.stop();
  await pool.end();
  await database.drop();
});

async function open(
  options: { clock?: ManualClock; concurrency?: number; log?: ServerLog } = {},
): Promise<Runtime> {
  const runtime = await openTestRuntime({ url: database.url, ...options });
  runtimes.push(runtime);
  return runtime;
}

const noJobs = { enqueue: async () => undefined };
const jobless = () => new PostgresExecutionStore({ pool, jobs: noJobs });
const store = () => new PostgresExecutionStore({ pool, jobs: dispatcher });

/** Accepts an execution that has no job, so that nobody moves it yet. */
async function accept(document: unknown): Promise<string> {
  const context = await contextFor(document);
  await jobless().accept(context);
  return context.record.id;
}

/** What a worker that is dead by now had written in the epoch. */
async function wrote(
  executionId: string,
  epoch: number,
  first: number,
  events: readonly ExecutionEvent[],
  more: Partial<Append> = {},
): Promise<void> {
  const recorded = events.map((event, index) => ({ sequence: first + index, event }));
  const claim = { worker: `dead-${epoch}`, at: Date.now(), recoveries: epoch - 1 };
  await log.commit([{ executionId, epoch, events: recorded, claim, ...more }]);
}

const at = Date.now();
const fact = (nodeId: string, attempt = 1) => ({ at, nodeId, path: nodeId, attempt });
const begun: readonly ExecutionEvent[] = [
  { type: 'ExecutionStarted', at },
  { type: 'NodeCompleted', ...fact('start'), port: 'out', output: null },
  { type: 'NodeStarted', ...fact('n1') },
];
const interrupted: readonly ExecutionEvent[] = [
  ...begun,
  { type: 'NodeCompleted', ...fact('n1'), port: 'out', output: 'kept' },
  { type: 'NodeStarted', ...fact('n2') },
  { type: 'TextDelta', ...fact('n2'), text: 'void' },
];

const facts = async (id: string) =>
  (await pool.query('select status, worker, epoch, recoveries from workflow_execution where id = $1', [id]))
    .rows[0];

const namesOf = (events: readonly ExecutionEvent[]) =>
  events.map((event) => ('path' in event && event.path ? `${event.type} ${event.path}` : event.type));

describe('an execution whose worker died', () => {
  it('goes on where the log ends: what was completed does not run again, what was interrupted is a new attempt', async () => {
    const id = await accept({ ...sequence(noop(), noop()), outputs: { first: 'nodes.n1.output' } });
    await wrote(id, 1, 2, interrupted);
    await store().requeue([id]);
    const { app } = await open();
    const events = await logOf(app, id);
    expect(namesOf(events).slice(7)).toEqual([
      'ExecutionRecovered',
      'NodeSuperseded n2',
      'NodeStarted n2',
      'NodeCompleted n2',
      'ExecutionCompleted',
    ]);
    expect(events[9]).toMatchObject({ attempt: 2 });
    expect(events.at(-1)).toMatchObject({ output: { first: 'kept' } });
    expect(await facts(id)).toMatchObject({ status: 'completed', worker: null, epoch: 2, recoveries: 1 });
  });

  it('inside a map goes on with its items: those that are done are kept, one that was interrupted is tried again', async () => {
    const each = {
      type: 'map',
      config: { items: '["a", "b", "c"]', concurrency: 2, graph: sequence(noop()) },
    };
    const id = await accept({ ...sequence(each), outputs: { count: 'nodes.n1.output.count' } });
    const inside = (path: string, attempt = 1) => ({
      at,
      nodeId: path.split('/').at(-1) ?? '',
      path,
      attempt,
    });
    const scope = (path: string) => ({ at, nodeId: 'n1', path });
    await wrote(id, 1, 2, [
      { type: 'ExecutionStarted', at },
      { type: 'NodeCompleted', ...fact('start'), port: 'out', output: null },
      { type: 'NodeStarted', ...fact('n1'), scopes: [{ item: 'a' }, { item: 'b' }, { item: 'c' }] },
      { type: 'ScopeStarted', ...scope('n1[0]') },
      { type: 'NodeCompleted', ...inside('n1[0]/start'), port: 'out', output: null },
      { type: 'NodeStarted', ...inside('n1[0]/n1') },
      { type: 'ScopeStarted', ...scope('n1[1]') },
      { type: 'NodeCompleted', ...inside('n1[1]/start'), port: 'out', output: null },
      { type: 'NodeStarted', ...inside('n1[1]/n1') },
      { type: 'NodeCompleted', ...inside('n1[0]/n1'), port: 'out', output: null },
      { type: 'ScopeCompleted', ...scope('n1[0]'), output: null },
    ]);
    await store().requeue([id]);
    const { app } = await open();
    const events = await logOf(app, id);
    const names = namesOf(events).slice(12);
    expect(names.slice(0, 2)).toEqual(['ExecutionRecovered', 'NodeSuperseded n1[1]/n1']);
    expect(names.filter((name) => name.startsWith('NodeStarted')).sort()).toEqual([
      'NodeStarted n1[1]/n1',
      'NodeStarted n1[2]/n1',
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'ExecutionCompleted', output: { count: 3 } });
  });

  it('again and again without getting on is failed as poisoned, with everything that had begun closed', async () => {
    const id = await accept(sequence(noop(), noop()));
    await wrote(id, 1, 2, begun);
    for (const epoch of [2, 3, 4, 5]) {
      await wrote(id, epoch, 3 + epoch, [{ type: 'ExecutionRecovered', at }]);
    }
    await store().requeue([id]);
    const { app } = await open();
    const events = await logOf(app, id);
    expect(namesOf(events).slice(8)).toEqual(
      expect.arrayContaining(['ExecutionRecovered', 'NodeCancelled n1', 'ExecutionFailed']),
    );
    expect(events.at(-1)).toMatchObject({ error: { code: 'execution/poisoned' } });
    expect(events.filter(({ type }) => type === 'NodeStarted')).toHaveLength(1);
  });

  it('many times over completes all the same where it gets on in between', async () => {
    const id = await accept(sequence(noop(), noop(), noop(), noop()));
    await wrote(id, 1, 2, begun);
    for (const [epoch, first, done, next] of [
      [2, 5, 'n1', 'n2'],
      [3, 8, 'n2', 'n3'],
      [4, 11, 'n3', 'n4'],
    ] as const) {
      await wrote(id, epoch, first, [
        { type: 'ExecutionRecovered', at },
        { type: 'NodeCompleted', ...fact(done), port: 'out', output: null },
        { type: 'NodeStarted', ...fact(next) },
      ]);
    }
    await store().requeue([id]);
    const { app } = await open();
    expect((await logOf(app, id)).at(-1)?.type).toBe('ExecutionCompleted');
    expect(await facts(id)).toMatchObject({ recoveries: 1 });
  });

  it('is told of by whoever gets its job, where it had ended before its worker could tell', async () => {
    const { app } = await open();
    const changes = app
      .watchExecutions(testViewer, { filter: { ...anyExecution, ownerId: null } })
      [Symbol.asyncIterator]();
    const change = changes.next();
    const id = await accept(sequence(noop()));
    const end = {
      status: 'completed',
      at,
      output: null,
      error: null,
      usage: noUsage,
      firstTextAt: null,
    } as const;
    await wrote(id, 1, 2, [...begun, { type: 'ExecutionCompleted', at, output: null }], { end });
    await dispatcher.enqueue([{ executionId: id, ownerId: testViewer.ownerId, priority: 'normal' }], pool);
    expect(await change).toMatchObject({ value: { id, status: 'completed' } });
    await changes.return?.();
  });

  it('is found by the sweep where no job would move it', async () => {
    const id = await accept(sequence(noop()));
    const { app } = await open();
    await sweep({ store: store(), dispatcher, log: silentLog });
    expect((await logOf(app, id)).at(-1)?.type).toBe('ExecutionCompleted');
  });
});

/** The database takes no commit with such events. */
async function refuse(events: string): Promise<void> {
  await pool.query(`create or replace function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'refused' using errcode = '23514'; end $$`);
  await pool.query(`create trigger refuse before insert on execution_event for each row
    when (new.events::jsonb @> '${events}') execute function refuse()`);
}

const acceptAll = () => pool.query('drop trigger refuse on execution_event');

describe('an execution that nobody can move', () => {
  it('ends as failed where this version does not know a kind of its nodes', async () => {
    const id = await accept({
      ...sequence(noop(), noop()),
      metadata: { a: 1 },
      variables: { unreadable: true },
    });
    await wrote(id, 1, 2, begun);
    await pool.query(
      `update workflow_graph set document = jsonb_set(document, '{nodes,1,type}', '"of_tomorrow"')
       where hash = (select graph_hash from workflow_execution where id = $1)`,
      [id],
    );
    await store().requeue([id]);
    const { app } = await open();
    const events = await logOf(app, id);
    expect(namesOf(events).slice(-3)).toEqual(['ExecutionRecovered', 'NodeCancelled n1', 'ExecutionFailed']);
    expect(await app.getExecution(testViewer, id)).toMatchObject({
      status: 'failed',
      error: { code: 'workflow/unsupported', message: expect.stringContaining('of_tomorrow') },
    });
  });

  it('ends as failed unexpectedly where its log cannot be folded', async () => {
    const id = await accept(sequence(noop()));
    await wrote(id, 1, 2, [...begun, { type: 'NodeStarted', ...fact('of_another_graph') }]);
    await store().requeue([id]);
    const { app } = await open();
    const events = await logOf(app, id);
    expect(events.at(-1)).toMatchObject({ type: 'ExecutionFailed', error: { code: 'internal/unexpected' } });
  });

  it('ends as unwritable where the database refuses the commit that begins it, and the server is told why', async () => {
    const told: unknown[] = [];
    const log = { ...silentLog, error: (...line: readonly unknown[]) => void told.push(line) };
    const { app } = await open({ log });
    await refuse('[{"type": "NodeCompleted", "path": "pure"}]');
    const pure = { id: 'pure', type: 'variable', config: { operation: 'set', name: 'a', value: 1 } };
    const nodes = [{ id: 'start', type: 'start' }, pure];
    const { id } = await execute(app, { nodes, edges: [{ source: 'start', target: 'pure' }] });
    const events = await logOf(app, id);
    await acceptAll();
    expect(namesOf(events)).toEqual(['ExecutionQueued', 'ExecutionStarted', 'ExecutionFailed']);
    expect(events.at(-1)).toMatchObject({ error: { code: 'execution/unwritable' } });
    const cause = { cause: { cause: { message: 'refused' } } };
    expect(told).toMatchObject([[expect.any(String), { executionId: id, cause }]]);
  });

  it('ends as unwritable where the database refuses what it would record', async () => {
    const { app } = await open();
    await refuse('[{"type": "NodeCompleted", "path": "n2"}]');
    const neighbour = execute(app, sequence(noop()), { waitMs: 30_000 });
    const { id } = await execute(app, sequence(noop(), noop()));
    const events = await logOf(app, id);
    await acceptAll();
    expect(events.at(-1)).toMatchObject({ type: 'ExecutionFailed', error: { code: 'execution/unwritable' } });
    expect(namesOf(events)).toContain('NodeCancelled n2');
    expect((await neighbour).status).toBe('completed');
  });
});

describe('a worker that has lost an execution', () => {
  it('writes nothing more: the log belongs to the other', async () => {
    const { app } = await open();
    const { id } = await execute(app, sequence(noop({ hang: true, text: 'mine' })));
    await eventOf(app, id, 'TextDelta');
    const [last] = (
      await pool.query(`select max(sequence)::int as n from ${loggedEvents} where execution_id = $1`, [id])
    ).rows;
    await wrote(id, 2, last.n + 1, [{ type: 'ExecutionRecovered', at }]);
    await app.cancelExecution(testViewer, id);
    await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
    const { rows } = await pool.query(
      `select epoch, event ->> 'type' as type from ${loggedEvents} where execution_id = $1 and sequence > $2 order by sequence`,
      [id, last.n],
    );
    expect(rows).toEqual([{ epoch: 2, type: 'ExecutionRecovered' }]);
  });
});

describe('a worker that died', () => {
  it('leaves calls of models behind, of which is recorded that nobody knows what they used', async () => {
    const config = { provider: 'offline', model: 'echo', prompt: 'hello' };
    const id = await accept(sequence({ type: 'model', config }, noop()));
    await wrote(id, 1, 2, begun);
    await store().requeue([id]);
    const { app } = await open();
    const names = namesOf(await logOf(app, id)).filter((name) => !name.startsWith('TextDelta'));
    expect(names.slice(4, 9)).toEqual([
      'ExecutionRecovered',
      'UsageRecorded n1',
      'NodeSuperseded n1',
      'NodeStarted n1',
      'UsageRecorded n1',
    ]);
    const [entries] = await app.listUsageEntries(testViewer, [id]);
    expect(entries?.map(({ attempt, model, usage }) => [attempt, model, usage.totalTokens])).toEqual([
      [1, 'echo', null],
      [2, 'echo', 2],
    ]);
    const execution = await app.getExecution(testViewer, id);
    expect(execution?.usage).toMatchObject({ modelCalls: 2, totalTokens: null });
  });
});

describe('a worker that stops', () => {
  it('hands over what runs: the next goes on at once, and it does not count as a crash', async () => {
    const first = await open();
    const { id } = await execute(first.app, sequence(noop({ hang: true, text: 'void' })));
    await eventOf(first.app, id, 'TextDelta');
    await first.close();
    expect(await facts(id)).toMatchObject({ status: 'running', worker: null, recoveries: 0 });
    const { app } = await open();
    await eventOf(app, id, 'ExecutionResumed');
    await app.cancelExecution(testViewer, id);
    expect(namesOf(await logOf(app, id)).slice(3)).toEqual([
      'NodeStarted n1',
      'TextDelta n1',
      'NodeSuperseded n1',
      'LogWritten',
      'ExecutionResumed',
      'NodeStarted n1',
      'TextDelta n1',
      'NodeCancelled n1',
      'ExecutionCancelled',
    ]);
  });

  it('records what calls of models have used until then, also where the provider has not said it', async () => {
    const first = await open();
    const said = { do: 'text', text: 'Half an' };
    const config = {
      provider: 'offline',
      model: 'scripted',
      prompt: JSON.stringify([said, { do: 'hang' }]),
    };
    const { id } = await execute(first.app, sequence({ type: 'model', config }));
    await eventOf(first.app, id, 'TextDelta');
    await first.close();
    const { app } = await open();
    await eventOf(app, id, 'ExecutionResumed');
    await app.cancelExecution(testViewer, id);
    const events = await logOf(app, id);
    expect(
      namesOf(events)
        .filter((name) => !name.startsWith('TextDelta'))
        .slice(3),
    ).toEqual([
      'NodeStarted n1',
      'UsageRecorded n1',
      'NodeSuperseded n1',
      'LogWritten',
      'ExecutionResumed',
      'NodeStarted n1',
      'UsageRecorded n1',
      'NodeCancelled n1',
      'ExecutionCancelled',
    ]);
    const [entries] = await app.listUsageEntries(testViewer, [id]);
    expect(entries?.map(({ attempt, usage }) => ({ attempt, tokens: usage.totalTokens }))).toEqual([
      { attempt: 1, tokens: null },
      { attempt: 2, tokens: null },
    ]);
  });
});

const tenMinutes = 600_000;
const longDelay = { type: 'delay', config: { type: 'fixed', durationMs: tenMinutes } };

describe('an execution that waits for long', () => {
  it('is parked without an owner, and goes on when its time has come', async () => {
    const clock = new ManualClock();
    const { app } = await open({ clock });
    const { id } = await execute(app, sequence(longDelay, noop()));
    await eventOf(app, id, 'ExecutionSuspended');
    expect(await facts(id)).toMatchObject({ status: 'suspended', worker: null });
    // The database's time goes on by itself.
    await pool.query(`update pgboss.job set start_after = pgboss.job_now() where name = 'timers'`);
    clock.advance(tenMinutes);
    const events = await logOf(app, id);
    expect(namesOf(events).slice(4)).toEqual([
      'NodeSuspended n1',
      'ExecutionSuspended',
      'ExecutionResumed',
      'NodeResumed n1',
      'NodeCompleted n1',
      'NodeStarted n2',
      'NodeCompleted n2',
      'ExecutionCompleted',
    ]);
  });

  it('can be cancelled while it is parked', async () => {
    const { app } = await open();
    const { id } = await execute(app, sequence(longDelay));
    await eventOf(app, id, 'ExecutionSuspended');
    await app.cancelExecution(testViewer, id);
    expect(namesOf(await logOf(app, id)).slice(-2)).toEqual(['NodeCancelled n1', 'ExecutionCancelled']);
  });

  it('begins nothing when its time comes just after it was cancelled', async () => {
    const { app } = await open();
    const retry = { maxAttempts: 2, backoffMs: tenMinutes, maxBackoffMs: tenMinutes };
    const { id } = await execute(app, sequence(noop({ failTimes: 1 }, { retry })));
    await eventOf(app, id, 'ExecutionSuspended');
    await store().command([
      { executionId: id, command: { type: 'cancel' } },
      { executionId: id, command: { type: 'timer', path: 'n1', attempt: 1 } },
    ]);
    expect(namesOf(await logOf(app, id)).slice(-3)).toEqual([
      'ExecutionResumed',
      'NodeCancelled n1',
      'ExecutionCancelled',
    ]);
  });

  it.each([
    ['its snapshots are dropped', 'delete from execution_snapshot where execution_id = $1'],
    [
      'its snapshot is of another version',
      `update execution_snapshot set state_version = 0, state = '{}' where execution_id = $1`,
    ],
    ['its snapshot is there', 'select $1::uuid'],
  ])('resumes alike where %s', async (_, change) => {
    const { app } = await open();
    const graph = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'each', type: 'loop', config: { maxIterations: 300 } },
        { id: 'count', type: 'variable', config: { operation: 'increment', name: 'n', value: 1 } },
        { id: 'wait', ...longDelay },
      ],
      edges: [
        { source: 'start', target: 'each' },
        { source: 'each', sourcePort: 'body', target: 'count' },
        { source: 'count', target: 'each' },
        { source: 'each', sourcePort: 'done', target: 'wait' },
      ],
      variables: { n: 0 },
      outputs: { n: 'vars.n' },
    };
    const { id } = await execute(app, graph);
    await eventOf(app, id, 'ExecutionSuspended');
    const snapshots = await pool.query('select from execution_snapshot where execution_id = $1', [id]);
    expect(snapshots.rowCount).toBe(1);
    await pool.query(change, [id]);
    const [timer] = (
      await pool.query(
        `select event ->> 'path' as path, (event ->> 'attempt')::int as attempt
         from ${loggedEvents} where execution_id = $1 and event ->> 'type' = 'NodeSuspended'`,
        [id],
      )
    ).rows;
    await store().command([{ executionId: id, command: { type: 'timer', ...timer } }]);
    expect((await logOf(app, id)).at(-1)).toMatchObject({ type: 'ExecutionCompleted', output: { n: 300 } });
  });
});
