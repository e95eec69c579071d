/*
 * What a long history costs its readers: fills a database with executions and their events, lists them as people do, and
 * asks what they amounted to.
 */
import { randomUUID } from 'node:crypto';
import { migrateDatabase, openPool, openStores, PostgresAnalyticsStore } from '../src/persistence/index.ts';
import type { AnalyticsQuery } from '../src/runtime/ports/analytics-store.ts';
import type { ExecutionFilter, ExecutionOrder } from '../src/runtime/ports/execution-queries.ts';
import { executeSql } from '../test/support/execute-sql.ts';
import { fillHistory } from '../test/support/fill-history.ts';
import { anyExecution } from '../test/support/nothing-asked.ts';
import { quantile } from './meter.ts';
import { count, readOptions } from './options.ts';
import { openTemporaryDatabase, quietLog } from './temporary-database.ts';

const { executions, events, rounds } = readOptions({
  script: 'bench:history',
  tells: `How long lists and analytics take where there is a long history. With --executions 1000000 it is one of years, and
takes its time to be written.`,
  options: { executions: count(100_000), events: count(10), rounds: count(100) },
});

/** Executions whose events are written by one statement. */
const chunk = 50_000;
const owner = randomUUID();

const database = await openTemporaryDatabase();
await migrateDatabase(database.url);

/** What the statements that end executions would have written: what they amounted to, and a call of a model each. */
const enter = [
  `insert into analytics_entry (execution_id, owner_id, workflow_type, template_id, definition_id, status, error_code,
     input_tokens, output_tokens, total_tokens, model_calls, tool_calls, duration_ms, first_text_ms, ended_at)
   select id, owner_id, workflow_type, template_id, definition_id, status, error ->> 'code', 900, 100, 1000, 1, 0,
     duration_ms, case when status = 'completed' then duration_ms / 5 end, completed_at
   from workflow_execution where completed_at is not null order by completed_at`,
  `insert into usage_entry (id, execution_id, path, attempt, provider, model, input_tokens, output_tokens, total_tokens, at)
   select gen_random_uuid(), execution_id, 'answer', 1, 'acme', case when duration_ms % 3 = 0 then 'small' else 'large' end,
     900, 100, 1000, ended_at
   from analytics_entry`,
];

const pool = openPool({
  url: database.url,
  size: 1,
  name: 'bench-analytics',
  log: quietLog,
  planning: 'each-time',
});
const analytics = new PostgresAnalyticsStore(pool);

async function fill(): Promise<void> {
  const began = performance.now();
  await fillHistory(database.url, { owners: [owner, randomUUID()], executions });
  for (let from = 0; from < executions; from += chunk) {
    await executeSql(
      database.url,
      `insert into execution_event (execution_id, sequence, epoch, events)
       select x.id, n, 1, json_build_array(json_build_object('type', 'NodeCompleted', 'at',
         round(extract(epoch from x.created_at) * 1000), 'nodeId', 'answer', 'path', 'answer', 'attempt', 1, 'port', 'out',
         'output', json_build_object('text', 'an answer')))
       from (select id, created_at from workflow_execution order by id offset $1 limit $2) x, generate_series(1, $3::int) n`,
      [from, chunk, events],
    );
  }
  await executeSql(database.url, 'vacuum analyze execution_event');
  for (const statement of enter) await executeSql(database.url, statement);
  await executeSql(database.url, 'vacuum analyze analytics_entry, usage_entry');
  while ((await analytics.fold(5000)) > 0);
  await executeSql(database.url, 'vacuum analyze analytics_rollup, analytics_call_rollup, analytics_entry');
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.info(`${executions} executions with ${executions * events} events, written in ${seconds} s\n`);
}

const definitionId = '00000000-0000-7000-8000-000000000001';
const day = 86_400_000;

const lists: readonly [string, Partial<ExecutionFilter>, ExecutionOrder][] = [
  ['all, newest first', {}, 'newest-first'],
  ['all, oldest first', {}, 'oldest-first'],
  ['failed', { status: ['failed'] }, 'newest-first'],
  ['running', { status: ['running'] }, 'newest-first'],
  ['chats that failed', { type: ['chat'], status: ['failed'] }, 'newest-first'],
  ['of a definition', { definitionId }, 'newest-first'],
  ['of a definition, failed', { definitionId, status: ['failed'] }, 'newest-first'],
  [
    'of a week, half a year ago',
    { createdAfter: Date.now() - 187 * day, createdBefore: Date.now() - 180 * day },
    'newest-first',
  ],
  ['the longest', {}, 'longest-first'],
  ['between two and three seconds', { minDurationMs: 2000, maxDurationMs: 3000 }, 'shortest-first'],
  ['errors with a rare word', { errorText: 'zebra' }, 'newest-first'],
  ['errors with a usual word', { errorText: 'provider' }, 'newest-first'],
];

await fill();
// Lists read neither logs nor large values.
const unread = () => Promise.reject(new Error('a list reads no log'));
const stores = await openStores({
  url: database.url,
  pool,
  log: { read: unread },
  blobs: { together: unread },
  secretKey: null,
});
async function measured(name: string, work: () => Promise<unknown>, times: number): Promise<void> {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  const figures = [0.5, 0.95, 1].map((share) => quantile(taken, share)?.toFixed(1).padStart(8)).join(' ');
  console.info(`${name.padEnd(32)} ${figures}`);
}

const heading = (what: string): void =>
  console.info(`\n${what.padEnd(32)}      p50      p95      max   (ms)`);

heading('list of twenty');
for (const [name, filter, order] of lists) {
  const list = () =>
    stores.executions.list(owner, { ...anyExecution, ...filter }, order, { first: 20, after: null });
  await measured(name, list, rounds);
}

const [minute, hour] = [60_000, 3_600_000];
const span = (days: number, grain: 'hour' | 'day'): AnalyticsQuery => {
  const size = grain === 'hour' ? hour : day;
  const to = Math.ceil(Date.now() / size) * size;
  const asked = { types: null, definitionId: null, definitionVersion: null, templateId: null };
  return { ...asked, ownerId: owner, from: to - days * day, to, grain };
};
const [year, month] = [span(365, 'day'), span(30, 'hour')];
const everyone = { ...year, ownerId: null };
const minutes = { ...everyone, from: year.to - 30 * day, to: year.to - 30 * day + 1000 * minute } as const;
const questions: readonly [string, () => Promise<unknown>][] = [
  ['a year, in all', () => analytics.totals(year)],
  ['a year, by day', () => analytics.buckets(year)],
  ['a month, by hour', () => analytics.buckets(month)],
  ['a year, by definition', () => analytics.groups(year, 'definition', 20)],
  ['a year, by template', () => analytics.groups(year, 'template', 20)],
  ['a year, of one definition', () => analytics.totals({ ...year, definitionId })],
  ['a year, of one definition by day', () => analytics.buckets({ ...year, definitionId })],
  ['a year, by type', () => analytics.groups(year, 'type', 20)],
  ['a year, reasons of failures', () => analytics.failures(year, 20)],
  ['a year, calls by model', () => analytics.calls(year, 'model', 20)],
  ['a year, calls by node', () => analytics.calls(year, 'node', 20)],
  ["everybody's year, by day", () => analytics.buckets(everyone)],
  ["everybody's year, by owner", () => analytics.groups(everyone, 'owner', 20)],
  ["everybody's 1000 minutes", () => analytics.buckets({ ...minutes, grain: 'minute' })],
  ['the most used templates', () => analytics.topTemplates(owner, 'most-used', 20)],
  ['today', () => analytics.summary(owner, year.to - day)],
];
heading('analytics');
for (const [name, ask] of questions) await measured(name, ask, Math.ceil(rounds / 4));

await stores.close();
await pool.end();
await database.close();
