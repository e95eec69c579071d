import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, PostgresEventLog } from '../../src/persistence/index.ts';
import type { FeedBatch } from '../../src/runtime/ports/event-feed.ts';
import type { Append } from '../../src/runtime/ports/event-log.ts';
import { createEventFeed } from '../../src/streaming/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { silentLog } from '../support/silent-log.ts';
import { lines, terminal } from './events.ts';

let database: TestDatabase;
let pool: Pool;
let log: PostgresEventLog;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ url: database.url, size: 4, name: 'test', log: silentLog });
  const noTimers = { schedule: () => Promise.reject(new Error('no timer was expected')) };
  log = new PostgresEventLog({ pool, jobs: noTimers });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

function append(executionId: string, first: number, events: ReturnType<typeof lines>): Append {
  return {
    executionId,
    epoch: 1,
    events: events.map((event, index) => ({ sequence: first + index, event })),
  };
}

describe('the feed on PostgreSQL', () => {
  it('the log says where each execution ends, and leaves out what has no event', async () => {
    const [one, two, none] = [randomUUID(), randomUUID(), randomUUID()];
    await log.commit([append(one, 1, lines(3)), append(two, 1, lines(1))]);
    expect(await log.lastSequences([one, none, two])).toEqual(
      new Map([
        [one, 3],
        [two, 1],
      ]),
    );
    expect(await log.lastSequences([])).toEqual(new Map());
  });

  it('shows in one process what another has committed and told nobody', async () => {
    const executionId = randomUUID();
    const clock = new ManualClock();
    const feed = createEventFeed({ log, clock });
    const batches: FeedBatch[] = [];
    const followed = (async () => {
      for await (const batch of feed.subscribe(executionId, 0)) {
        batches.push(batch);
        if (batch.ended) return;
        // The subscriber waits again before another process commits and the second is over.
        setImmediate(() => void commitNext());
      }
    })();
    const commits = [append(executionId, 1, lines(2)), append(executionId, 3, [...lines(1), terminal()])];
    const commitNext = async (): Promise<void> => {
      const next = commits.shift();
      if (next) await log.commit([next]);
      clock.advance(1000);
    };
    await followed;
    expect(batches.map(({ sequence, caughtUp, ended }) => ({ sequence, caughtUp, ended }))).toEqual([
      { sequence: 0, caughtUp: true, ended: false },
      { sequence: 2, caughtUp: true, ended: false },
      { sequence: 4, caughtUp: true, ended: true },
    ]);
    expect([feed.subscribers, clock.pendingTimers]).toEqual([0, 0]);
  });
});
