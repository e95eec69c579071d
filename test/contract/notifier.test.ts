import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ExecutionNews, Notifier } from '../../src/runtime/ports/notifier.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { createPostgresNotifier } from '../../src/streaming/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { MemoryNotifier, NewsChannel } from '../support/memory-notifier.ts';
import { RecordingListener } from '../support/recording-listener.ts';
import { silentLog } from '../support/silent-log.ts';

interface Fleet {
  notifier(): Notifier;
  close(): Promise<void>;
}

async function createMemoryFleet(): Promise<Fleet> {
  const channel = new NewsChannel();
  return { notifier: () => new MemoryNotifier(channel), close: async () => undefined };
}

async function createPostgresFleet(): Promise<Fleet> {
  const { url, drop } = await createTestDatabase();
  return {
    notifier: () => createPostgresNotifier({ url, clock: systemClock, log: silentLog }),
    close: drop,
  };
}

const newsOf = (more: Partial<ExecutionNews> = {}): ExecutionNews => ({
  executionId: randomUUID(),
  sequence: 1,
  hasEnded: false,
  ownerId: null,
  needsWorker: false,
  ...more,
});

describe.each([
  { name: 'in memory', create: createMemoryFleet },
  { name: 'on PostgreSQL', create: createPostgresFleet },
])('what processes tell each other $name', ({ create }) => {
  let fleet: Fleet;
  const running: Notifier[] = [];

  beforeAll(async () => {
    fleet = await create();
  });
  afterEach(async () => {
    for (const notifier of running.splice(0)) await notifier.stop();
  });
  afterAll(() => fleet.close());

  /** A process that listens. */
  async function begun() {
    const notifier = fleet.notifier();
    const listener = new RecordingListener();
    running.push(notifier);
    notifier.start(listener);
    await listener.untilMissed(1);
    return { notifier, listener };
  }

  it('is heard by all others, as it was told, and not by the one that told it', async () => {
    const [one, two, three] = [await begun(), await begun(), await begun()];
    const news = [
      newsOf({ sequence: 7, hasEnded: true, ownerId: randomUUID() }),
      newsOf({ sequence: 0, needsWorker: true }),
      newsOf({ sequence: 2 ** 31 - 1 }),
    ];
    for (const item of news) one.notifier.tell(item);
    await Promise.all([two.listener.untilHeard(3), three.listener.untilHeard(3)]);
    const answer = newsOf();
    two.notifier.tell(answer);
    await Promise.all([one.listener.untilHeard(1), three.listener.untilHeard(4)]);
    expect(one.listener.heard).toEqual([answer]);
    expect(two.listener.heard).toEqual(news);
    expect(three.listener.heard).toEqual([...news, answer]);
  });

  it('of one execution at the same moment is heard as one, and nothing of it is left out', async () => {
    const [one, two] = [await begun(), await begun()];
    const [executionId, ownerId] = [randomUUID(), randomUUID()];
    one.notifier.tell(newsOf({ executionId, sequence: 3, needsWorker: true }));
    one.notifier.tell(newsOf({ executionId, sequence: 9, hasEnded: true, ownerId }));
    one.notifier.tell(newsOf({ executionId, sequence: 0 }));
    const last = newsOf();
    one.notifier.tell(last);
    await two.listener.untilHeard(2);
    const together = { executionId, sequence: 9, hasEnded: true, ownerId, needsWorker: true };
    expect(two.listener.heard).toEqual([together, last]);
  });

  it('is heard whole, however much it is at once', async () => {
    const [one, two] = [await begun(), await begun()];
    const news = Array.from({ length: 1000 }, (_, index) =>
      newsOf({ sequence: index, ownerId: randomUUID() }),
    );
    for (const item of news) one.notifier.tell(item);
    await two.listener.untilHeard(1000);
    expect(two.listener.heard).toEqual(news);
  });

  it('is known to be told', async () => {
    const [one, two] = [await begun(), await begun()];
    await one.notifier.told();
    const news = [newsOf(), newsOf()];
    for (const item of news) one.notifier.tell(item);
    await one.notifier.told();
    await one.notifier.told();
    await two.listener.untilHeard(2);
    expect(two.listener.heard).toEqual(news);
  });

  it('just before a process stops is heard, and it hears and tells nothing from then on', async () => {
    const [one, two, three] = [await begun(), await begun(), await begun()];
    const [last, late, other] = [newsOf(), newsOf(), newsOf()];
    one.notifier.tell(last);
    await one.notifier.stop();
    one.notifier.tell(late);
    await two.listener.untilHeard(1);
    two.notifier.tell(other);
    await three.listener.untilHeard(2);
    expect(three.listener.heard).toEqual([last, other]);
    expect(one.listener.heard).toEqual([]);
  });
});
