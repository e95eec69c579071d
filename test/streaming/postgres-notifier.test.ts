import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Client, type Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/runtime/ports/clock.ts';
import type { ExecutionNews, Notifier } from '../../src/runtime/ports/notifier.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { createPostgresNotifier } from '../../src/streaming/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseProxy, proxyDatabase } from '../support/database-proxy.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { RecordingListener } from '../support/recording-listener.ts';
import { provideStatementCounter } from '../support/statement-count.ts';
import { openTestPool } from '../support/test-pool.ts';

let database: TestDatabase;
let pool: Pool;
let proxy: DatabaseProxy;
const running: Notifier[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openTestPool(database.url);
});
beforeEach(async () => {
  proxy = await proxyDatabase(database.url);
});
afterEach(async () => {
  for (const notifier of running.splice(0)) await notifier.stop();
  await proxy.close();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
const counting = provideStatementCounter(() => database.url);

interface ProcessOptions {
  readonly url?: string;
  readonly clock?: Clock;
  readonly mostUntold?: number;
}

/** A process that begins to listen. */
function start({ url = database.url, clock = systemClock, ...limits }: ProcessOptions = {}) {
  const said: string[] = [];
  let changed = Promise.withResolvers<void>();
  const say = (message: string): void => {
    said.push(message);
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const untilSaid = async (count: number): Promise<void> => {
    while (said.length < count) await changed.promise;
  };
  const notifier = createPostgresNotifier({
    url,
    clock,
    log: { info: say, warn: say, error: say },
    ...limits,
  });
  const listener = new RecordingListener();
  running.push(notifier);
  notifier.start(listener);
  return { notifier, listener, said, untilSaid };
}

async function begun(options: ProcessOptions = {}) {
  const process = start(options);
  await process.listener.untilMissed(1);
  return process;
}

const newsOf = (sequence = 1): ExecutionNews => ({
  executionId: randomUUID(),
  sequence,
  hasEnded: false,
  ownerId: randomUUID(),
  needsWorker: true,
});

const many = (count: number) => Array.from({ length: count }, (_, index) => newsOf(index));

/** Whatever is told in the database, by whomever. */
async function overhear() {
  const client = new Client({ connectionString: database.url });
  const texts: string[] = [];
  let changed = Promise.withResolvers<void>();
  await client.connect();
  client.on('notification', ({ payload = '' }) => {
    texts.push(payload);
    changed.resolve();
    changed = Promise.withResolvers();
  });
  await client.query('listen chatter_news');
  return {
    client,
    texts,
    /** Resolves when it has heard of this execution. */
    until: async ({ executionId }: ExecutionNews): Promise<void> => {
      while (!texts.some((text) => text.includes(executionId))) await changed.promise;
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

const lost = 'other processes cannot be told what happens here, nor heard: they look by themselves';
const back = 'other processes are told what happens here again';

describe('what is told by PostgreSQL', () => {
  it('takes one statement, however much it is, in notifications of less than 7,900 bytes each', async () => {
    await using ear = await overhear();
    const [one, two] = [await begun(), await begun()];
    await counting.statements.forget();
    const news = many(1000);
    for (const item of news) one.notifier.tell(item);
    await Promise.all([two.listener.untilHeard(1000), ear.until(news[999] ?? newsOf())]);
    expect(await counting.statements.calls()).toBe(1);
    const sizes = ear.texts.map((text) => Buffer.byteLength(text));
    expect(Math.max(...sizes)).toBeLessThan(7_900);
    // As few of them as there can be: each but the last is full.
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(7_700);
  });

  it('is known to be told when the database has it, and no sooner', async () => {
    await using others = await overhear();
    const clock = new ManualClock();
    const { notifier } = await begun({ clock });
    const news = newsOf();
    notifier.tell(news);
    let isTold = false;
    const told = notifier.told().then(() => {
      isTold = true;
    });
    await others.client.query('select');
    expect(isTold).toBe(false);
    clock.advance(5);
    await told;
    await others.until(news);
  });

  it('holds ids and numbers, and nothing else', async () => {
    await using ear = await overhear();
    const one = await begun();
    const news = newsOf(3);
    one.notifier.tell(news);
    await ear.until(news);
    expect(ear.texts).toEqual([JSON.stringify([[news.executionId, 3, 0, news.ownerId, 1]])]);
  });

  it('may stand between what is none of ours, and what is not as it should be: that is passed over', async () => {
    await using ear = await overhear();
    const [one, two] = [await begun(), await begun()];
    const id = randomUUID();
    const foreign = [
      '',
      'vacuum',
      'null',
      '7',
      '{}',
      '{"missedMs": -1}',
      '{"missedMs": "long"}',
      '[[]]',
      `["${id}"]`,
      `[["${id}", 1, 0, null]]`,
      `[["${id}", -1, 0, null, 0]]`,
      `[["${id}", 1.5, 0, null, 0]]`,
      `[["${id}", 3000000000, 0, null, 0]]`,
      `[["${id}", 1, 2, null, 0]]`,
      `[["${id}", 1, 0, 7, 0]]`,
      `[["${id}", 1, 0, null, 0], "more"]`,
      `[["${id}", 1, 0, null, 0]`,
      '['.repeat(7_000),
    ];
    for (const text of foreign) await ear.client.query('select pg_notify($1, $2)', ['chatter_news', text]);
    const news = newsOf();
    one.notifier.tell(news);
    await two.listener.untilHeard(1);
    expect(two.listener.heard).toEqual([news]);
    expect([two.listener.missedMs.length, two.said]).toEqual([1, []]);
  });

  it('that is refused is told again a second later, with what has come since', async () => {
    const clock = new ManualClock();
    const [one, two] = [await begun({ clock }), await begun()];
    const rename = (from: string, to: string) =>
      pool.query(`alter function pg_catalog.${from}(text, text) rename to ${to}`);
    const [first, second] = [newsOf(), newsOf()];
    await rename('pg_notify', 'pg_notify_gone');
    one.notifier.tell(first);
    clock.advance(5);
    await one.untilSaid(1);
    await rename('pg_notify_gone', 'pg_notify');
    one.notifier.tell(second);
    clock.advance(999);
    two.notifier.tell(newsOf());
    await one.listener.untilHeard(1);
    expect(two.listener.heard).toEqual([]);
    clock.advance(1);
    await two.listener.untilHeard(2);
    expect(two.listener.heard).toEqual([first, second]);
    await one.untilSaid(2);
    expect(one.said).toEqual([lost, back]);
  });
});

const endSessions = `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = 'chatter-notifier' and datname = current_database()`;

describe('a connection that is lost', () => {
  it('comes back by itself, and whoever listens is told that he may have missed something', async () => {
    const [one, two] = [await begun(), await begun()];
    await pool.query(endSessions);
    await Promise.all([one.listener.untilMissed(2), two.listener.untilMissed(2)]);
    const news = newsOf();
    one.notifier.tell(news);
    await two.listener.untilHeard(1);
    expect(two.listener.heard).toEqual([news]);
    for (const { said } of [one, two]) expect(said).toEqual([lost, back]);
  });

  it('loses nothing of what is told meanwhile', async () => {
    const [one, two] = [await begun({ url: proxy.url }), await begun()];
    await proxy.goAway();
    await one.untilSaid(1);
    const news = many(300);
    for (const item of news) one.notifier.tell(item);
    await proxy.comeBack();
    await two.listener.untilHeard(300);
    expect(two.listener.heard).toEqual(news);
  });

  it('keeps nobody waiting until all is told', async () => {
    const clock = new ManualClock();
    const { notifier } = await begun({ url: proxy.url, clock });
    proxy.swallowAnswers();
    notifier.tell(newsOf());
    clock.advance(5);
    notifier.tell(newsOf());
    const waiting = [notifier.told()];
    proxy.cut();
    await Promise.all(waiting);
    notifier.tell(newsOf());
    await notifier.told();
  });

  it('in the middle of a statement has it told again', async () => {
    const clock = new ManualClock();
    const [one, two] = [await begun({ url: proxy.url, clock }), await begun()];
    const news = newsOf();
    proxy.swallowAnswers();
    one.notifier.tell(news);
    clock.advance(5);
    await two.listener.untilHeard(1);
    proxy.cut();
    await clock.pass(50, two.listener.untilHeard(2));
    expect(two.listener.heard).toEqual([news, news]);
  });

  it('has all others look where more was to be told than is kept', async () => {
    const clock = new ManualClock();
    const one = await begun({ url: proxy.url, clock, mostUntold: 10 });
    const two = await begun();
    await proxy.goAway();
    await one.untilSaid(1);
    const news = many(25);
    for (const item of news) {
      one.notifier.tell(item);
      clock.advance(1);
    }
    await proxy.comeBack();
    await clock.pass(50, two.listener.untilMissed(2));
    expect(two.listener.missedMs[1]).toBeGreaterThanOrEqual(25);
    await two.listener.untilHeard(3);
    expect(two.listener.heard).toEqual(news.slice(22));
  });

  it('is found out within twenty seconds where it died without a word', async () => {
    const clock = new ManualClock();
    const one = await begun({ url: proxy.url, clock });
    clock.advance(3_000);
    proxy.swallowAnswers();
    clock.advance(7_000);
    expect(one.said).toEqual([]);
    clock.advance(10_000);
    await one.untilSaid(1);
    await clock.pass(50, one.listener.untilMissed(2));
    expect(one.listener.missedMs[1]).toBeGreaterThanOrEqual(20_000);
    expect(one.said).toEqual([lost, back]);
  });

  it('that only has nothing to say is kept', async () => {
    const clock = new ManualClock();
    const [one, two] = [await begun({ url: proxy.url, clock }), await begun()];
    for (let beat = 1; beat <= 3; beat += 1) {
      clock.advance(10_000);
      // It is said after the beat, and so heard after its answer.
      one.notifier.tell(newsOf());
      await clock.pass(5, two.listener.untilHeard(beat));
    }
    expect([one.listener.missedMs.length, one.said]).toEqual([1, []]);
  });

  it('where there is none at the start, keeps nobody waiting, and is there as soon as the database is', async () => {
    await proxy.goAway();
    const [one, two] = [start({ url: proxy.url }), await begun()];
    const news = newsOf();
    one.notifier.tell(news);
    await one.untilSaid(1);
    await proxy.comeBack();
    await two.listener.untilHeard(1);
    expect(two.listener.heard).toEqual([news]);
    expect(one.said).toEqual([lost, back]);
  });

  it('that is accepted and never answered is given up after ten seconds', async () => {
    const mute = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const [clock, { port }] = [new ManualClock(), mute.address() as AddressInfo];
    const { notifier, said, untilSaid } = start({
      url: `postgresql://chatter@127.0.0.1:${port}/chatter`,
      clock,
    });
    const [socket] = await once(mute, 'connection');
    clock.advance(9_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(said).toEqual([]);
    clock.advance(1);
    await untilSaid(1);
    await once(socket.resume(), 'close');
    await notifier.stop();
    mute.close();
  });

  it('keeps nobody from stopping', async () => {
    const clock = new ManualClock();
    const lonely = await begun({ url: proxy.url, clock });
    await proxy.goAway();
    await lonely.untilSaid(1);
    lonely.notifier.tell(newsOf());
    await lonely.notifier.stop();
    expect([clock.pendingTimers, lonely.said]).toEqual([0, [lost]]);
  });

  it('is closed by a stop, and leaves no timer', async () => {
    const clock = new ManualClock();
    const { notifier, said } = await begun({ clock });
    notifier.tell(newsOf());
    await notifier.stop();
    await notifier.stop();
    expect([clock.pendingTimers, said]).toEqual([0, []]);
  });
});
