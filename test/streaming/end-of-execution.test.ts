import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { line, lines, settle, terminal } from './events.ts';
import { expectNothingHeld, now, open, setUp } from './feed-under-test.ts';

describe('waiting for the end of an execution', () => {
  it.each([
    ['completed', 0],
    ['failed', 1],
    ['cancelled', 2],
  ])('is told that it has %s, with the commit of this process, and asks the log once', async (how, index) => {
    const { log, clock, feed, commit } = setUp();
    log.append('a', lines(1));
    const end = feed.end('a', new AbortController().signal);
    await settle();
    commit('a', line());
    expect(await now(end)).toBe('pending');
    commit('a', line(), terminal(index));
    expect(await end).toBe(how);
    expect([log.looks, log.reads]).toEqual([[['a']], []]);
    expectNothingHeld(feed, clock);
  });

  it('is told of an end that came before', async () => {
    const { log, clock, feed } = setUp();
    log.append('a', [line(), terminal()]);
    expect(await feed.end('a', new AbortController().signal)).toBe('completed');
    expectNothingHeld(feed, clock);
  });

  it('is told of an end that comes while the log is asked', async () => {
    const { log, feed, commit } = setUp();
    log.append('a', lines(1));
    log.isGated = true;
    const end = feed.end('a', new AbortController().signal);
    commit('a', terminal());
    expect(await end).toBe('completed');
    log.answer('as-asked');
    await settle();
    expect(feed.subscribers).toBe(0);
  });

  it('asks the log for the end where another process has committed, and reads nothing of it', async () => {
    const { log, clock, feed } = setUp();
    log.append('a', lines(1));
    const end = feed.end('a', new AbortController().signal);
    await settle();
    log.append('a', lines(3));
    feed.wake('a', 4);
    feed.wake('a', 4);
    expect(await now(end)).toBe('pending');
    expect(log.looks).toHaveLength(2);
    log.append('a', [terminal()]);
    feed.wake('a', 5);
    expect(await end).toBe('completed');
    expect([log.looks.length, log.reads]).toEqual([3, []]);
    expectNothingHeld(feed, clock);
  });

  it('asks nothing while other processes tell of steps that do not end it', async () => {
    const { log, feed } = setUp();
    log.append('a', lines(1));
    const end = feed.end('a', new AbortController().signal);
    await settle();
    for (let sequence = 2; sequence < 10; sequence += 1) {
      log.append('a', lines(1));
      feed.grow('a', sequence);
      await settle();
    }
    expect(log.looks).toEqual([['a']]);
    log.append('a', [terminal()]);
    feed.wake('a', 10);
    expect(await end).toBe('completed');
  });

  it('finds the end within a second where others have told of steps that are not there', async () => {
    const { log, clock, feed } = setUp();
    log.append('a', lines(1));
    const end = feed.end('a', new AbortController().signal);
    await settle();
    feed.grow('a', 1000);
    log.append('a', [terminal()]);
    clock.advance(1000);
    expect(await end).toBe('completed');
  });

  it('finds the end within a second where nobody told of it', async () => {
    const { log, clock, feed } = setUp();
    log.append('a', lines(1));
    const end = feed.end('a', new AbortController().signal);
    await settle();
    log.append('a', [terminal()]);
    clock.advance(1000);
    expect(await end).toBe('completed');
  });

  it('is not misled by a wake that promises more than there is', async () => {
    const { log, feed } = setUp();
    log.append('a', lines(1));
    const end = feed.end('a', new AbortController().signal);
    feed.wake('a', 1000);
    expect(await now(end)).toBe('pending');
    expect(log.looks.length).toBeLessThanOrEqual(2);
    log.append('a', [terminal()]);
    feed.wake('a', 2);
    expect(await end).toBe('completed');
  });

  it('shows to other subscribers what it has found', async () => {
    const { log, feed } = setUp();
    log.append('a', lines(1));
    const iterator = open(feed, 'a');
    await iterator.next();
    const next = iterator.next();
    await settle();
    log.append('a', [terminal()]);
    expect(await feed.end('a', new AbortController().signal)).toBe('completed');
    expect((await next).value).toMatchObject({ sequence: 2, ended: true });
  });

  it('goes on while the database is away', async () => {
    const { log, clock, feed, said } = setUp();
    log.append('a', [terminal()]);
    log.isAway = true;
    const end = feed.end('a', new AbortController().signal);
    expect(await now(end)).toBe('pending');
    clock.advance(1000);
    expect(await now(end)).toBe('pending');
    log.isAway = false;
    clock.advance(1000);
    expect(await end).toBe('completed');
    expect(said).toHaveLength(2);
    expectNothingHeld(feed, clock);
  });

  it.each([
    'before it begins',
    'while the log is asked',
    'while it waits',
    'while the database is away',
  ])('that is aborted %s ends at once, and holds nothing', async (when) => {
    const { log, clock, feed } = setUp();
    log.append('a', lines(1));
    log.isGated = when === 'while the log is asked';
    log.isAway = when === 'while the database is away';
    const controller = new AbortController();
    if (when === 'before it begins') controller.abort();
    const end = feed.end('a', controller.signal);
    await settle();
    controller.abort();
    expect(await end).toBeNull();
    log.answer('failure');
    await settle();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expectNothingHeld(feed, clock);
  });
});
