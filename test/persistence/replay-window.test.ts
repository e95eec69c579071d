import fc from 'fast-check';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import { type KeptRow, rowsWithoutDeltas } from '../../src/persistence/event-log/rows-without-deltas.ts';
import { openPool, PostgresEventLog, PostgresReplayWindow } from '../../src/persistence/index.ts';
import type { RecordedEvent } from '../../src/runtime/ports/event-log.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { execute, logOf, openTestRuntime, sequence } from '../support/runtime.ts';
import { silentLog } from '../support/silent-log.ts';
import { openTestPool } from '../support/test-pool.ts';
import { migrateTo } from './migrate-to.ts';
import { noTimers } from './postgres-log-under-test.ts';

let database: TestDatabase;
let pool: Pool;
let log: PostgresEventLog;
let replayWindow: PostgresReplayWindow;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openTestPool(database.url, 4);
  log = new PostgresEventLog({ pool, jobs: noTimers });
  replayWindow = new PostgresReplayWindow(pool);
});
beforeEach(() => pool.query(`update replay_window set passed = '00000000-0000-0000-0000-000000000000'`));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const hourMs = 3_600_000;
const now = Date.now();
const fact = { at: 0, nodeId: 'n', path: 'n', attempt: 1 };
const delta = (text: string): ExecutionEvent => ({ type: 'TextDelta', ...fact, text });
const thought = (text: string): ExecutionEvent => ({ type: 'ReasoningDelta', ...fact, text });
const said = (message: string): ExecutionEvent => ({ type: 'LogWritten', at: 0, level: 'info', message });
const completed: ExecutionEvent = { type: 'ExecutionCompleted', at: 0, output: null };
const isDelta = ({ event }: RecordedEvent) => /Delta$/.test(event.type);

/** An execution that was accepted, and ended, so many hours ago, with a row of its log for each list of events. */
async function executionWith(
  rows: readonly (readonly ExecutionEvent[])[],
  { accepted = 30, ended = 29 as number | null } = {},
) {
  const id = newId({ msecs: now - accepted * hourMs });
  const completedAt = ended === null ? null : new Date(now - ended * hourMs);
  await pool.query(
    `insert into workflow_execution (id, owner_id, workflow_type, status, graph_hash, created_at, completed_at)
      values ($1, gen_random_uuid(), 'custom', $2, 'hash', $3, $4)`,
    [id, ended === null ? 'running' : 'completed', new Date(now - accepted * hourMs), completedAt],
  );
  let sequence = 1;
  for (const events of rows) {
    await pool.query(
      'insert into execution_event (execution_id, sequence, epoch, events) values ($1, $2, 1, $3)',
      [id, sequence, JSON.stringify(events)],
    );
    sequence += events.length;
  }
  return id;
}

async function closeAll(): Promise<void> {
  while (await replayWindow.close(now - 24 * hourMs));
}

const whole = async (id: string) => (await log.read(id, 0, 1000)).events;

describe('the deltas of an execution', () => {
  it('take as long as they need, whatever else ends a transaction that does nothing', async () => {
    const id = await executionWith([[delta('a'), completed]]);
    const [idleTransactionMs, name] = [50, 'sweeping'];
    const brief = openPool({ url: database.url, size: 4, name, log: silentLog, idleTransactionMs });
    const other = await pool.connect();
    await other.query('begin');
    await other.query('select from workflow_execution where id = $1 for update', [id]);
    const closed = new PostgresReplayWindow(brief).close(now - 24 * hourMs);
    const waited = async () => {
      const { rows } = await pool.query<{ ms: number }>(
        `select extract(epoch from clock_timestamp() - state_change)::float8 * 1000 as ms from pg_stat_activity
          where application_name = $1 and state = 'idle in transaction'`,
        [name],
      );
      return Math.max(0, ...rows.map(({ ms }) => ms));
    };
    await expect.poll(waited, { timeout: 10_000 }).toBeGreaterThan(2 * idleTransactionMs);
    await other.query('commit');
    other.release();
    await closed;
    expect((await log.read(id, 0, 10)).events.some(isDelta)).toBe(false);
    await brief.end();
  });

  it('are gone some time after its end, and nothing else: all that is left keeps its place, wherever a reader comes from', async () => {
    const rows = [
      [said('a'), delta('1'), thought('2')],
      ...Array.from({ length: 9 }, (_, index) => [delta(String(index))]),
      [delta('x'), said('b'), delta('y'), delta('z'), said('c')],
      [delta('last')],
      [said('"type":"TextDelta"'), completed],
    ];
    const id = await executionWith(rows);
    const before = await whole(id);
    const left = before.filter((one) => !isDelta(one));
    const [last, place] = [await log.last(id), await log.lastSequences([id])];
    await closeAll();
    expect(await whole(id)).toEqual(left);
    for (const { sequence: after } of [{ sequence: 0 }, ...before]) {
      for (const limit of [1, 2, 3, 10]) {
        const expected = left.filter(({ sequence }) => sequence > after).slice(0, limit);
        expect(await log.read(id, after, limit)).toEqual({ events: expected, more: false });
      }
    }
    expect([await log.last(id), await log.lastSequences([id])]).toEqual([last, place]);
    const { rows: kept } = await pool.query('select from execution_event where execution_id = $1', [id]);
    expect(kept.length).toBeLessThan(rows.length);
  });

  it('are there while it runs, and until it has ended for so long, however long before it was accepted', async () => {
    const rows = [[delta('1'), completed]];
    const live = await executionWith([[delta('1')]], { accepted: 100, ended: null });
    const fresh = await executionWith(rows, { accepted: 100, ended: 23 });
    await closeAll();
    expect([(await whole(live)).length, (await whole(fresh)).length]).toEqual([1, 2]);
    await pool.query('update workflow_execution set completed_at = $2 where id = $1', [
      fresh,
      new Date(now - 25 * hourMs),
    ]);
    await closeAll();
    expect([(await whole(live)).length, (await whole(fresh)).length]).toEqual([1, 1]);
  });

  it('go once, whatever number of executions there is and whoever looks for them at the same time', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 230; number++) ids.push(await executionWith([[delta('1'), completed]]));
    const other = new PostgresReplayWindow(pool);
    await Promise.all([closeAll(), other.close(now - 24 * hourMs)]);
    await closeAll();
    for (const id of ids) expect((await whole(id)).map(({ sequence }) => sequence)).toEqual([2]);
    const { rows } = await pool.query(
      'select execution_id from replay_window_later where execution_id = any($1)',
      [ids],
    );
    expect(rows).toEqual([]);
  });

  it('of one that is removed meanwhile leave nothing behind', async () => {
    const id = await executionWith([[delta('1'), completed]]);
    await pool.query('delete from workflow_execution where id = $1', [id]);
    await pool.query('insert into replay_window_later values ($1)', [id]);
    await closeAll();
    expect(await whole(id)).toHaveLength(2);
    const { rows } = await pool.query('select from replay_window_later where execution_id = $1', [id]);
    expect(rows).toEqual([]);
  });
});

const event = fc.constantFrom(said('a'), said('b'.repeat(900)), delta('1'), thought('2'));
const logRows = fc
  .array(fc.record({ epoch: fc.nat(2), events: fc.array(event, { minLength: 1, maxLength: 6 }) }), {
    minLength: 1,
  })
  .map((rows) => rows.toSorted((a, b) => a.epoch - b.epoch));

/** What rows hold: each event with its place and its epoch. */
function placesIn(rows: readonly KeptRow[]) {
  return rows.flatMap(({ sequence, epoch, events }) =>
    events.flatMap((stored, index) =>
      'gap' in stored ? [] : [{ sequence: sequence + index, epoch, stored }],
    ),
  );
}

function numbered(
  rows: readonly { readonly epoch: number; readonly events: readonly ExecutionEvent[] }[],
): KeptRow[] {
  let next = 1;
  return rows.map((row) => {
    const sequence = next;
    next += row.events.length;
    return { ...row, sequence };
  });
}

const parsed = (rows: ReturnType<typeof rowsWithoutDeltas>): KeptRow[] =>
  rows.map((row) => ({ ...row, events: JSON.parse(`[${row.events}]`) }));

describe('rows without deltas', () => {
  it('hold the rest at its places, a row for the beginning of each epoch, and the same when they are done again', () => {
    fc.assert(
      fc.property(logRows, (random) => {
        const rows = numbered(random);
        const swept = parsed(rowsWithoutDeltas(rows));
        const left = placesIn(rows).filter(
          ({ stored }) => !('type' in stored) || !/Delta$/.test(stored.type),
        );
        expect(placesIn(swept)).toEqual(left);
        const firsts = rows.filter(({ epoch }, index) => rows[index - 1]?.epoch !== epoch);
        const places = swept.map(({ sequence, epoch }) => `${sequence} ${epoch}`);
        for (const { sequence, epoch } of firsts) expect(places).toContain(`${sequence} ${epoch}`);
        expect(parsed(rowsWithoutDeltas(swept))).toEqual(swept);
      }),
    );
  });
});

it('an earlier version finds a delta without text wherever one is gone, so that it can count places', async () => {
  const own = await createTestDatabase();
  const at = openTestPool(own.url, 1);
  const place = [newId(), 7, 1];
  const insert =
    'insert into execution_event (execution_id, sequence, epoch, events) values ($1, $2, $3, $4)';
  await at.query(insert, [...place, JSON.stringify([said('a'), { gap: 3 }])]);
  await at.query(insert, [newId(), 1, 1, JSON.stringify([said('{"gap":2}')])]);
  await migrateTo(own.url, 'down', 'Migration20261127001050_room_for_claims');
  const { rows } = await at.query('select events from execution_event order by sequence desc');
  const empty = { ...delta(''), nodeId: '', path: '' };
  expect(rows).toEqual([{ events: [said('a'), empty, empty, empty] }, { events: [said('{"gap":2}')] }]);
  await at.end();
  await own.drop();
});

it('an execution whose deltas are gone is told to the end', async () => {
  const runtime = await openTestRuntime({ url: database.url });
  const model = { type: 'model', config: { provider: 'offline', model: 'echo', prompt: 'one two three' } };
  const { id } = await execute(
    runtime.app,
    { ...sequence(model), outputs: { text: 'nodes.n1.output.text' } },
    { waitMs: 30_000 },
  );
  const before = await logOf(runtime.app, id);
  const later = Date.now() + 2 * hourMs;
  while (await replayWindow.close(later));
  const after = await logOf(runtime.app, id);
  expect(after).toEqual(before.filter(({ type }) => type !== 'TextDelta'));
  expect(after.length).toBeLessThan(before.length);
  await runtime.close();
});
