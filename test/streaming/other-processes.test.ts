import { describe, expect, it } from 'vitest';
import { line, lines, settle, terminal } from './events.ts';
import { expectNothingHeld, now, open, said, setUp, take } from './feed-under-test.ts';

describe('events of other processes', () => {
  it('are read when their process tells of them', async () => {
    const { log, feed } = setUp();
    const iterator = open(feed, 'a');
    await iterator.next();
    const next = iterator.next();
    log.append('a', lines(2));
    feed.wake('a', 2);
    feed.wake('unknown', 2);
    expect(said(await next)).toBe('1-2 caught up');
  });

  it('are read when their process tells that the log has grown', async () => {
    const { log, feed } = setUp();
    const iterator = open(feed, 'a');
    await iterator.next();
    const next = iterator.next();
    log.append('a', lines(2));
    feed.grow('a', 2);
    expect(said(await next)).toBe('1-2 caught up');
  });

  it('are looked for at once, with one statement, where what was told may be lost', async () => {
    const { log, clock, feed, commit } = setUp();
    const [own, theirs] = [open(feed, 'a'), open(feed, 'b')];
    await Promise.all([own.next(), theirs.next()]);
    commit('a', line());
    expect(said(await own.next())).toBe('1 caught up');
    const nexts = [own.next(), theirs.next()];
    for (const id of ['a', 'b']) log.append(id, lines(1));
    feed.look();
    expect((await Promise.all(nexts)).map(said)).toEqual(['2 caught up', '1 caught up']);
    expect(log.looks).toEqual([['a', 'b']]);
    expect(clock.pendingTimers).toBe(1);
  });

  it('are not looked for where nobody follows anything', async () => {
    const { log, clock, feed } = setUp();
    feed.look();
    await settle();
    expect(log.looks).toEqual([]);
    expectNothingHeld(feed, clock);
  });

  it('are found within a second where nobody told, with one statement for all executions', async () => {
    const { log, clock, feed } = setUp();
    const iterators = ['a', 'b', 'c'].map((id) => open(feed, id));
    await Promise.all(iterators.map((iterator) => iterator.next()));
    const nexts = iterators.map((iterator) => iterator.next());
    for (const id of ['a', 'b', 'c']) log.append(id, lines(1));
    clock.advance(999);
    await settle();
    expect(log.looks).toEqual([]);
    clock.advance(1);
    expect((await Promise.all(nexts)).map(said)).toEqual(['1 caught up', '1 caught up', '1 caught up']);
    expect(log.looks).toEqual([['a', 'b', 'c']]);
  });

  it('are not looked for where this process has just published', async () => {
    const { log, clock, feed, commit } = setUp();
    await Promise.all([open(feed, 'a').next(), open(feed, 'b').next()]);
    commit('a', line());
    clock.advance(1000);
    await settle();
    clock.advance(1000);
    await settle();
    expect(log.looks).toEqual([['b'], ['a', 'b']]);
  });

  it('a wake that tells what is known already costs no read', async () => {
    const { log, feed, commit } = setUp();
    const iterator = open(feed, 'a');
    await iterator.next();
    void iterator.next();
    commit('a', line());
    await settle();
    void iterator.next();
    const reads = log.reads.length;
    feed.wake('a', 1);
    await settle();
    expect(log.reads).toHaveLength(reads);
  });

  it('a wake that promises more than there is costs one read, and hides nothing that comes later', async () => {
    const { log, feed, commit } = setUp();
    const iterator = open(feed, 'a');
    await iterator.next();
    const next = iterator.next();
    feed.wake('a', 1000);
    expect(await now(next)).toBe('pending');
    expect(log.reads).toHaveLength(2);
    log.append('a', lines(1));
    feed.wake('a', 1);
    expect(said(await next)).toBe('1 caught up');
    commit('a', line());
    expect(await take(iterator, 1)).toEqual(['2 caught up']);
  });

  it('there is one timer, however many subscribers there are, and none without them', async () => {
    const { clock, feed } = setUp();
    expect(clock.pendingTimers).toBe(0);
    const iterators = ['a', 'a', 'b', 'c'].map((id) => open(feed, id));
    await Promise.all(iterators.map((iterator) => iterator.next()));
    expect([clock.pendingTimers, feed.subscribers, feed.executions]).toEqual([1, 4, 3]);
    for (const iterator of iterators) await iterator.return?.();
    expectNothingHeld(feed, clock);
  });

  it('a look that is under way when the last subscriber leaves sets no timer, and no second one after the next', async () => {
    const { log, clock, feed } = setUp();
    const first = open(feed, 'a');
    await first.next();
    log.isGated = true;
    clock.advance(1000);
    await first.return?.();
    expectNothingHeld(feed, clock);
    log.isGated = false;
    const second = open(feed, 'b');
    await second.next();
    log.answer('as-answered');
    await settle();
    expect(clock.pendingTimers).toBe(1);
  });
});

describe('a database that is away', () => {
  it('delays a subscription, and neither ends it nor loses an event', async () => {
    const { log, clock, feed, commit, said: heard } = setUp();
    log.append('a', lines(2));
    log.isAway = true;
    const iterator = open(feed, 'a');
    const first = iterator.next();
    const waits: number[] = [];
    for (let waited = 0; waits.length < 8; waited += 50) {
      const reads = log.reads.length;
      expect(await now(first)).toBe('pending');
      clock.advance(50);
      await settle();
      if (log.reads.length > reads) waits.push(waited + 50);
    }
    expect(waits.map((at, index) => at - (waits[index - 1] ?? 0))).toEqual([
      50, 100, 200, 400, 800, 1600, 2000, 2000,
    ]);
    log.isAway = false;
    clock.advance(2000);
    expect(said(await first)).toBe('1-2 caught up');
    commit('a', terminal());
    expect(await take(iterator, 2)).toEqual(['3 ended', 'done']);
    expect(heard).toEqual([
      'events cannot be read; subscribers wait and it is tried again',
      'events can be read again',
    ]);
  });

  it('delays the look for events of other processes', async () => {
    const { log, clock, feed } = setUp();
    const iterator = open(feed, 'a');
    await iterator.next();
    const next = iterator.next();
    log.isAway = true;
    for (let look = 0; look < 3; look += 1) {
      clock.advance(1000);
      await settle();
    }
    log.append('a', lines(1));
    log.isAway = false;
    clock.advance(1000);
    expect(said(await next)).toBe('1 caught up');
  });

  it('is asked again soon after it was away the next time', async () => {
    const { log, clock, feed } = setUp();
    log.isAway = true;
    const iterator = open(feed, 'a');
    const first = iterator.next();
    for (let round = 0; round < 10; round += 1) {
      await settle();
      clock.advance(2000);
    }
    log.isAway = false;
    await settle();
    clock.advance(2000);
    await first;
    log.isAway = true;
    const next = iterator.next();
    log.append('a', lines(1));
    feed.wake('a', 1);
    await settle();
    log.isAway = false;
    clock.advance(50);
    expect(said(await next)).toBe('1 caught up');
  });
});
