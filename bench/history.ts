/*
 * What a long history costs its readers: fills a database with executions and their events, and lists them as people do.
 * `npm run bench:history -- --executions 1000000` is a history of years, and takes its time to be written.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrateDatabase, openDatabase, openStores } from '../src/persistence/index.ts';
import type { ExecutionFilter, ExecutionOrder } from '../src/runtime/ports/execution-queries.ts';
import { executeSql } from '../test/support/execute-sql.ts';
import { fillHistory } from '../test/support/fill-history.ts';

const usage = 'npm run bench:history -- [--executions 100000] [--events 10] [--rounds 100]';
const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    executions: { type: 'string', default: '100000' },
    events: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '100' },
  },
});
if (values.help) {
  console.info(usage);
  process.exit();
}
const executions = Number(values.executions);
const events = Number(values.events);
const rounds = Number(values.rounds);

/** Executions whose events are written by one statement. */
const chunk = 50_000;
const owner = randomUUID();

const quiet = { info: () => undefined, warn: console.error, error: console.error };
const dataDirectory = join(tmpdir(), `chatter-bench-history-${process.pid}`);
const database = await openDatabase({ dataDirectory, log: quiet });
await migrateDatabase(database.url);

async function fill(): Promise<void> {
  const began = performance.now();
  await fillHistory(database.url, { owners: [owner, randomUUID()], executions });
  for (let from = 0; from < executions; from += chunk) {
    await executeSql(
      database.url,
      `insert into execution_event (execution_id, sequence, epoch, type, at, path, attempt, data)
       select x.id, n, 1, 'NodeCompleted', x.created_at, 'answer', 1, '{"output": {"text": "an answer"}}'
       from (select id, created_at from workflow_execution order by id offset $1 limit $2) x, generate_series(1, $3::int) n`,
      [from, chunk, events],
    );
  }
  await executeSql(database.url, 'vacuum analyze execution_event');
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.info(`${executions} executions with ${executions * events} events, written in ${seconds} s\n`);
}

const any: ExecutionFilter = {
  status: null,
  type: null,
  definitionId: null,
  templateId: null,
  createdAfter: null,
  createdBefore: null,
  minDurationMs: null,
  maxDurationMs: null,
  errorText: null,
};
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

function percentile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
}

await fill();
// Lists read neither logs nor large values.
const unread = () => Promise.reject(new Error('a list reads no log'));
const stores = await openStores({
  url: database.url,
  log: { read: unread },
  blobs: { together: unread },
  secretKey: null,
});
console.info(`${'list of twenty'.padEnd(32)}      p50      p95      max   (ms)`);
for (const [name, filter, order] of lists) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await stores.executions.list(owner, { ...any, ...filter }, order, { first: 20, after: null });
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const figures = [0.5, 0.95, 1].map((share) => percentile(times, share).padStart(8)).join(' ');
  console.info(`${name.padEnd(32)} ${figures}`);
}
await stores.close();
await database.stop();
await rm(dataDirectory, { recursive: true, force: true });
