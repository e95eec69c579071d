import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/index.ts';
import { delta, line, lines, settle, terminal, terminals } from './events.ts';
import { described, expectNothingHeld, now, open, said, setUp, take } from './feed-under-test.ts';

describe('a subscription', () => {
  it('reads what there is, goes on with what is committed, and completes after the terminal event', async () => {
    const { log, clock, feed, commit } = setUp();
    log.append('a', lines(3));
    const iterator = open(feed, 'a');
    expect(await take(iterator, 1)).toEqual(['1-3 caught up']);
    commit('a', line(), line());
    commit('a', terminal());
    expect(await take(iterator, 3)).toEqual(['4-5', '6 ended', 'done']);
    expectNothingHeld(feed, clock);
  });

  it.each(terminals.map((event) => [event.type, event] as const))('ends after %s', async (_, event) => {
    const { log, feed, commit } = setUp();
    log.append('a', lines(1));
    const iterator = open(feed, 'a');
    await iterator.next();
    commit('a', line(), event);
    expect(await take(iterator, 2)).toEqual(['2-3 ended', 'done']);
  });

  it.each([
    ['from the start', 0, ['1-4 ended', 'done']],
    ['in the middle', 2, ['3-4 ended', 'done']],
    ['before the terminal event', 3, ['4 ended', 'done']],
    ['at the terminal event', 4, ['at 4 ended', 'done']],
  ])('that begins after the end, %s, shows what is left and completes', async (_, after, expected) => {
    const { log, clock, feed } = setUp();
    log.append('a', [...lines(3), terminal()]);
    expect(await take(open(feed, 'a', after), 2)).toEqual(expected);
    expectNothingHeld(feed, clock);
  });

  it('passes what was swept', async () => {
    const { log, feed } = setUp();
    log.append('a', [line(), delta(), delta(), line(), delta(), terminal()]);
    log.sweep('a');
    for (const after of [1, 2, 3]) {
      const batches = [];
      for await (const batch of feed.subscribe('a', after)) batches.push(batch);
      expect(batches.flatMap(({ events }) => events.map((event) => event.sequence))).toEqual([4, 6]);
    }
    expect(await take(open(feed, 'a', 5), 2)).toEqual(['6 ended', 'done']);
  });

  it('says once that it is at the end of the log when it begins there', async () => {
    const { log, feed, commit } = setUp();
    log.append('a', lines(2));
    const iterator = open(feed, 'a', 2);
    expect(await take(iterator, 1)).toEqual(['at 2 caught up']);
    const next = iterator.next();
    expect(await now(next)).toBe('pending');
    commit('a', line());
    expect(said(await next)).toBe('3 caught up');
  });

  it('waits at the start of a log that has no event yet', async () => {
    const { feed, commit } = setUp();
    const iterator = open(feed, 'a');
    expect(await take(iterator, 1)).toEqual(['at 0 caught up']);
    const next = iterator.next();
    commit('a', line());
    expect(said(await next)).toBe('1 caught up');
  });

  it('reads a long log in pages, and has caught up with the last one only', async () => {
    const { log, feed } = setUp();
    log.append('a', lines(1100));
    expect(await take(open(feed, 'a'), 3)).toEqual(['1-500', '501-1000', '1001-1100 caught up']);
    expect(Math.max(...log.reads.map((read) => read.limit))).toBeLessThanOrEqual(502);
  });

  it('knows the end of a log that fills its last page exactly', async () => {
    const { log, feed } = setUp({ pageEvents: 5 });
    log.append('a', lines(10));
    expect(await take(open(feed, 'a'), 2)).toEqual(['1-5', '6-10 caught up']);
  });

  it('gives one batch for a commit, not for an event, and has caught up with the last of those that wait', async () => {
    const { log, feed, commit } = setUp();
    log.append('a', lines(1));
    const iterator = open(feed, 'a');
    await iterator.next();
    commit('a', ...lines(40));
    commit('a', ...lines(2));
    expect(await take(iterator, 2)).toEqual(['2-41', '42-43 caught up']);
  });

  it('shows a commit of several executions to the followers of each', async () => {
    const { log, feed } = setUp();
    const [a, b] = [open(feed, 'a'), open(feed, 'b')];
    await Promise.all([a.next(), b.next()]);
    feed.publish([log.append('a', lines(1)), log.append('c', lines(5)), log.append('b', lines(2))]);
    expect([await take(a, 1), await take(b, 1)]).toEqual([['1 caught up'], ['1-2 caught up']]);
  });

  it('shows nothing for a commit without events', async () => {
    const { feed } = setUp();
    const iterator = open(feed, 'a');
    await iterator.next();
    const next = iterator.next();
    feed.publish([{ executionId: 'a', epoch: 1, events: [] }]);
    expect(await now(next)).toBe('pending');
  });

  it('answers calls of next() that did not wait for each other one after the other', async () => {
    const { feed, commit } = setUp();
    const iterator = open(feed, 'a');
    const results = [iterator.next(), iterator.next(), iterator.next(), iterator.next()];
    await settle();
    commit('a', line());
    commit('a', terminal());
    expect((await Promise.all(results)).map(said)).toEqual(['at 0 caught up', '1', '2 ended', 'done']);
  });

  it('is an iteration of its own each time it is iterated', async () => {
    const { log, feed } = setUp();
    log.append('a', [line(), terminal()]);
    const subscription = feed.subscribe('a', 0);
    for (let round = 0; round < 2; round += 1) {
      const batches: string[] = [];
      for await (const batch of subscription) batches.push(described(batch));
      expect(batches).toEqual(['1-2 ended']);
    }
  });

  it('refuses a cursor that lies beyond the end of the log, and holds nothing afterwards', async () => {
    const { log, clock, feed } = setUp();
    log.append('a', lines(2));
    const iterator = open(feed, 'a', 3);
    const refused = await iterator.next().catch((error: unknown) => error);
    expect(AppError.is(refused, 'cursor/invalid')).toBe(true);
    expect(await take(iterator, 1)).toEqual(['done']);
    expectNothingHeld(feed, clock);
  });
});

describe('between the log and the hub', () => {
  it('a commit after the registration and before the read is answered is seen once, read or not', async () => {
    for (const answer of ['as-asked', 'as-answered'] as const) {
      const { log, feed, commit } = setUp();
      log.append('a', lines(2));
      log.isGated = true;
      const iterator = open(feed, 'a');
      const first = iterator.next();
      await settle();
      commit('a', line(), terminal());
      log.answer(answer);
      const results = [said(await first), ...(await take(iterator, 2))];
      expect(results).toEqual(
        answer === 'as-asked' ? ['1-2', '3-4 ended', 'done'] : ['1-4 ended', 'done', 'done'],
      );
    }
  });

  it('a commit that the log shows in part is seen once', async () => {
    const { log, feed, commit } = setUp({ pageEvents: 3 });
    log.append('a', lines(2));
    log.isGated = true;
    const iterator = open(feed, 'a');
    const first = iterator.next();
    await settle();
    commit('a', ...lines(3));
    log.answer('as-answered');
    log.isGated = false;
    expect([said(await first), ...(await take(iterator, 1))]).toEqual(['1-3', '4-5 caught up']);
  });

  it('a commit whose predecessors were published elsewhere is not shown before them', async () => {
    const { log, feed, commit } = setUp();
    log.append('a', lines(1));
    const iterator = open(feed, 'a');
    await iterator.next();
    log.append('a', lines(2));
    commit('a', line());
    expect(await take(iterator, 1)).toEqual(['2-4 caught up']);
  });

  it('whoever has read one page of several has not caught up with a commit that ends where the page did', async () => {
    const { log, feed } = setUp({ pageEvents: 3 });
    const early = log.append('a', lines(4));
    log.append('a', lines(2));
    const iterator = open(feed, 'a');
    expect(await take(iterator, 1)).toEqual(['1-3']);
    feed.publish([early]);
    expect(await take(iterator, 1)).toEqual(['4-6 caught up']);
  });

  it('what one follower finds, the others are told of', async () => {
    const { log, feed } = setUp();
    const early = open(feed, 'a');
    await early.next();
    const next = early.next();
    log.append('a', lines(2));
    await open(feed, 'a').next();
    expect(said(await next)).toBe('1-2 caught up');
  });

  it('followers at the same place share one read, and one that joins during it misses nothing', async () => {
    const { log, feed, commit } = setUp();
    log.append('a', lines(2));
    log.isGated = true;
    const iterators = [open(feed, 'a'), open(feed, 'a')];
    const firsts = iterators.map((iterator) => iterator.next());
    await settle();
    commit('a', line());
    const late = open(feed, 'a');
    const lateFirst = late.next();
    await settle();
    expect(log.reads).toHaveLength(1);
    log.answer('as-asked');
    expect((await Promise.all([...firsts, lateFirst])).map(said)).toEqual(['1-2', '1-2', '1-2']);
    const rest = [...iterators, late].map((iterator) => iterator.next());
    await settle();
    log.answer('as-answered');
    expect((await Promise.all(rest)).map(said)).toEqual(['3 caught up', '3 caught up', '3 caught up']);
  });
});

describe('the speed of local events', () => {
  it('a pending next() has its commit without the event loop turning once', async () => {
    const { feed, commit } = setUp();
    const iterator = open(feed, 'a');
    await iterator.next();
    let shown: string | null = null;
    void iterator.next().then((result) => {
      shown = said(result);
    });
    await settle();
    let turns = 0;
    setImmediate(() => {
      turns += 1;
    });
    commit('a', line());
    for (let microtask = 0; microtask < 20 && shown === null; microtask += 1) await null;
    expect({ shown, turns }).toEqual({ shown: '1 caught up', turns: 0 });
  });

  it('no statement is run for them', async () => {
    const { log, clock, feed, commit } = setUp();
    const iterator = open(feed, 'a');
    await iterator.next();
    const reads = log.reads.length;
    for (let count = 0; count < 10; count += 1) {
      commit('a', line());
      await iterator.next();
      clock.advance(1000);
      await settle();
    }
    expect([log.reads.length - reads, log.looks.length]).toEqual([0, 0]);
  });

  it('all followers are handed the same events', async () => {
    const { feed, commit } = setUp();
    const iterators = [open(feed, 'a'), open(feed, 'a')];
    await Promise.all(iterators.map((iterator) => iterator.next()));
    commit('a', line());
    const [first, second] = await Promise.all(iterators.map((iterator) => iterator.next()));
    expect(first?.value?.events).toBe(second?.value?.events);
  });
});
