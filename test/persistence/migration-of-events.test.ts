import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { migrateDatabase, PostgresEventLog } from '../../src/persistence/index.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { openTestPool } from '../support/test-pool.ts';
import { migrateTo } from './migrate-to.ts';
import { noTimers } from './postgres-log-under-test.ts';

const names: readonly string[] = migrations.map(({ name }) => name);
const before = names[names.indexOf('Migration20261127001000_event_rows') - 1];
const databases: TestDatabase[] = [];

afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.drop()));
});

const at = Date.UTC(2026, 10, 1, 12, 30, 15, 123);
const fact = { nodeId: 'answer', path: 'refine[2]/answer', attempt: 3 };
const failed = { code: 'a', message: 'b "quoted" \\ é 😀', retryable: false };

/** An event, and what its row held of it beside its type, time, path and attempt. */
const rows: readonly (readonly [
  event: object,
  path: string | null,
  attempt: number | null,
  data: unknown,
])[] = [
  [{ type: 'ExecutionQueued', at, input: null, messages: [] }, null, null, { input: null, messages: [] }],
  [{ type: 'ExecutionStarted', at }, null, null, null],
  [{ type: 'NodeStarted', at, ...fact }, fact.path, 3, null],
  [{ type: 'TextDelta', at, ...fact, text: '{a}, \\n' }, fact.path, 3, { text: '{a}, \\n' }],
  [
    { type: 'NodeCompleted', at, ...fact, port: 'out', output: { __z: [1.5] } },
    fact.path,
    3,
    { output: { __z: [1.5] } },
  ],
  [
    { type: 'NodeCompleted', at, ...fact, port: 'error', output: null },
    fact.path,
    3,
    { port: 'error', output: null },
  ],
  [{ type: 'ScopeStarted', at, nodeId: 'each', path: 'each[17]' }, 'each[17]', null, { nodeId: 'each' }],
  [
    { type: 'ExecutionFailed', at, error: failed, nodeId: null, path: null },
    null,
    null,
    { error: failed, nodeId: null, path: null },
  ],
];

const columnsOf = (url: string) =>
  executeSql(
    url,
    `select sequence, epoch, type, (extract(epoch from at) * 1000)::float8 as at, path, attempt, data
     from execution_event order by sequence`,
  );

async function fill(url: string): Promise<string> {
  const id = randomUUID();
  for (const [index, [event, path, attempt, data]] of rows.entries()) {
    const { type } = event as { readonly type: string };
    await executeSql(
      url,
      `insert into execution_event (execution_id, sequence, epoch, type, at, path, attempt, data)
       values ($1, $2, 1, $3, to_timestamp($4::float8 / 1000), $5, $6, $7)`,
      [id, index + 1, type, at, path, attempt, data === null ? null : JSON.stringify(data)],
    );
  }
  return id;
}

async function eventsOf(url: string, id: string): Promise<readonly unknown[]> {
  const pool = openTestPool(url);
  try {
    const { events } = await new PostgresEventLog({ pool, jobs: noTimers }).read(id, 0, 100);
    return events.map(({ event }) => event);
  } finally {
    await pool.end();
  }
}

async function open(): Promise<string> {
  const database = await createEmptyDatabase();
  databases.push(database);
  await migrateTo(database.url, 'up', before);
  return database.url;
}

describe('a log with a row an event', () => {
  it('is read as it was once a row holds what a commit wrote, and can go back', async () => {
    const url = await open();
    const id = await fill(url);
    const former = await columnsOf(url);
    await migrateDatabase(url);
    expect(await eventsOf(url, id)).toEqual(rows.map(([event]) => event));
    await migrateTo(url, 'down', before);
    expect(await columnsOf(url)).toEqual(former);
  });

  it('keeps its large values apart, there and back', async () => {
    const url = await open();
    const id = randomUUID();
    const references = [[['output'], 'a'.repeat(64), 'text', 5]];
    for (const [sequence, rest] of [{ output: null, edges: [] }, {}].entries()) {
      await executeSql(
        url,
        `insert into execution_event (execution_id, sequence, epoch, type, at, path, attempt, data)
         values ($1, $2, 1, 'NodeCompleted', to_timestamp($3::float8 / 1000), 'answer', 1, $4)`,
        [id, sequence + 1, at, JSON.stringify([rest, references])],
      );
    }
    const former = await columnsOf(url);
    await migrateDatabase(url);
    const whole = { type: 'NodeCompleted', at, nodeId: 'answer', path: 'answer', attempt: 1, port: 'out' };
    expect(await executeSql(url, 'select events from execution_event order by sequence')).toEqual([
      { events: [[{ ...whole, output: null, edges: [] }, references]] },
      { events: [[whole, references]] },
    ]);
    await migrateTo(url, 'down', before);
    expect(await columnsOf(url)).toEqual(former);
  });

  it('with several events in a row goes back to a row an event', async () => {
    const url = await open();
    await migrateDatabase(url);
    const id = randomUUID();
    await executeSql(
      url,
      'insert into execution_event (execution_id, sequence, epoch, events) values ($1, 4, 2, $2)',
      [id, JSON.stringify(rows.map(([event]) => event).filter((event) => !('text' in event)))],
    );
    await migrateTo(url, 'down', before);
    const back = await columnsOf(url);
    expect(back.map(({ sequence, epoch, type }) => [sequence, epoch, type])).toEqual([
      [4, 2, 'ExecutionQueued'],
      [5, 2, 'ExecutionStarted'],
      [6, 2, 'NodeStarted'],
      [7, 2, 'NodeCompleted'],
      [8, 2, 'NodeCompleted'],
      [9, 2, 'ScopeStarted'],
      [10, 2, 'ExecutionFailed'],
    ]);
    await migrateDatabase(url);
    expect(await eventsOf(url, id)).toEqual(
      rows.map(([event]) => event).filter((event) => !('text' in event)),
    );
  });
});
