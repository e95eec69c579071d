import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/index.ts';
import { line, lines, settle, terminal } from './events.ts';
import { described, expectNothingHeld, now, setUp } from './feed-under-test.ts';

describe('one read', () => {
  it('gives at most as many events as asked for, and says whether there are more', async () => {
    const { log, clock, feed } = setUp();
    log.append('a', [...lines(4), terminal()]);
    const batches: string[] = [];
    for (let after = 0; after < 5; ) {
      const batch = await feed.read('a', after, { limit: 2, waitMs: 30_000 });
      batches.push(described(batch));
      after = batch.sequence;
    }
    expect(batches).toEqual(['1-2', '3-4', '5 ended']);
    expectNothingHeld(feed, clock);
  });

  it('of large values may give fewer events than asked for, and is caught up only with the last of them', async () => {
    const { log, clock, feed } = setUp();
    log.mostAtOnce = 2;
    log.append('a', lines(4));
    const batches: string[] = [];
    for (let after = 0; after < 4; ) {
      const batch = await feed.read('a', after, { limit: 10, waitMs: 0 });
      batches.push(described(batch));
      after = batch.sequence;
    }
    expect(batches).toEqual(['1-2', '3', '4 caught up']);
    expectNothingHeld(feed, clock);
  });

  it('answers at once at the end of the log when it may not wait', async () => {
    const { log, clock, feed } = setUp();
    log.append('a', lines(2));
    expect(described(await feed.read('a', 2, { limit: 10, waitMs: 0 }))).toBe('at 2 caught up');
    expectNothingHeld(feed, clock);
  });

  it('answers at once after the end of the execution, however long it may wait', async () => {
    const { log, feed } = setUp();
    log.append('a', [terminal()]);
    expect(described(await feed.read('a', 1, { limit: 10, waitMs: 30_000 }))).toBe('at 1 ended');
  });

  it('waits for the next commit, and no longer', async () => {
    const { log, clock, feed, commit } = setUp();
    log.append('a', lines(2));
    const read = feed.read('a', 2, { limit: 10, waitMs: 30_000 });
    expect(await now(read)).toBe('pending');
    commit('a', line(), line());
    expect(described(await read)).toBe('3-4 caught up');
    expectNothingHeld(feed, clock);
  });

  it('cuts a commit that is larger than the limit where the limit is', async () => {
    const { clock, feed, commit } = setUp();
    const read = feed.read('a', 0, { limit: 2, waitMs: 30_000 });
    await settle();
    commit('a', ...lines(2), terminal());
    expect(described(await read)).toBe('1-2');
    expect(described(await feed.read('a', 2, { limit: 2, waitMs: 30_000 }))).toBe('3 ended');
    expectNothingHeld(feed, clock);
  });

  it('gives an empty batch when its time is over, and frees everything', async () => {
    const { log, clock, feed } = setUp();
    log.append('a', lines(2));
    const read = feed.read('a', 2, { limit: 10, waitMs: 500 });
    await settle();
    clock.advance(499);
    expect(await now(read)).toBe('pending');
    clock.advance(1);
    expect(described(await read)).toBe('at 2 caught up');
    expectNothingHeld(feed, clock);
  });

  it('does not outlast its time where the database does not answer, and does not claim to have caught up', async () => {
    const { log, clock, feed } = setUp();
    log.isGated = true;
    const read = feed.read('a', 0, { limit: 10, waitMs: 500 });
    await settle();
    clock.advance(500);
    expect(described(await read)).toBe('at 0');
    expectNothingHeld(feed, clock);
  });

  it('does not claim to have caught up where its time is over before it has read what it heard of', async () => {
    const { log, clock, feed } = setUp();
    const read = feed.read('a', 0, { limit: 10, waitMs: 500 });
    await settle();
    log.isGated = true;
    log.append('a', lines(1));
    feed.wake('a', 1);
    await settle();
    clock.advance(500);
    expect(described(await read)).toBe('at 0');
  });

  it('fails with a code and holds nothing where the database is away', async () => {
    const { log, clock, feed } = setUp();
    log.isAway = true;
    const failure = await feed.read('a', 0, { limit: 10, waitMs: 500 }).catch((error: unknown) => error);
    expect(AppError.is(failure, 'database/unavailable') && failure.retryable).toBe(true);
    expectNothingHeld(feed, clock);
  });

  it('refuses a cursor beyond the end of the log', async () => {
    const { log, feed } = setUp();
    log.append('a', lines(2));
    const failure = await feed.read('a', 9, { limit: 10, waitMs: 0 }).catch((error: unknown) => error);
    expect(AppError.is(failure, 'cursor/invalid')).toBe(true);
  });
});
