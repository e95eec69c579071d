import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { line, lines, settle, terminal } from './events.ts';
import { expectNothingHeld, type Iterator, open, said, setUp, take } from './feed-under-test.ts';

describe('the end of an iteration', () => {
  type Ending = (iterator: Iterator, controller: AbortController) => unknown;
  const endings: readonly (readonly [string, Ending])[] = [
    ['return()', (iterator) => iterator.return?.()],
    ['throw()', (iterator) => iterator.throw?.(new Error('enough')).catch(() => undefined)],
    ['its signal', (_, controller) => controller.abort()],
  ];

  it.each(endings)('by %s during a pending next() frees everything and completes it', async (_, end) => {
    const { clock, feed } = setUp();
    const controller = new AbortController();
    const iterator = open(feed, 'a', 0, controller.signal);
    await iterator.next();
    const pending = iterator.next();
    await settle();
    await end(iterator, controller);
    expect(said(await pending)).toBe('done');
    expectNothingHeld(feed, clock);
  });

  it.each(
    endings,
  )('by %s during a pending read does not wait for it, and drops what it brings', async (_, end) => {
    const { log, clock, feed } = setUp();
    log.append('a', lines(2));
    log.isGated = true;
    const controller = new AbortController();
    const iterator = open(feed, 'a', 0, controller.signal);
    const pending = iterator.next();
    await settle();
    await end(iterator, controller);
    expect(said(await pending)).toBe('done');
    expectNothingHeld(feed, clock);
    log.answer('as-answered');
    expect(await take(iterator, 1)).toEqual(['done']);
    expectNothingHeld(feed, clock);
  });

  it.each(endings)('by %s during a read that then fails leaves no failure and no timer', async (_, end) => {
    const { log, clock, feed } = setUp();
    log.isGated = true;
    const controller = new AbortController();
    const iterator = open(feed, 'a', 0, controller.signal);
    const pending = iterator.next();
    await settle();
    await end(iterator, controller);
    log.answer('failure');
    expect(said(await pending)).toBe('done');
    await settle();
    expectNothingHeld(feed, clock);
  });

  it.each(endings)('by %s at the moment at which a read fails leaves no timer', async (_, end) => {
    for (let microtasks = 0; microtasks < 10; microtasks += 1) {
      const { log, clock, feed } = setUp();
      log.isGated = true;
      const controller = new AbortController();
      const iterator = open(feed, 'a', 0, controller.signal);
      const pending = iterator.next();
      await settle();
      log.answer('failure');
      for (let passed = 0; passed < microtasks; passed += 1) await null;
      const ended = end(iterator, controller);
      await settle();
      expectNothingHeld(feed, clock);
      await ended;
      expect(said(await pending)).toBe('done');
    }
  });

  it.each(endings)('by %s during a pause between retries frees its timer', async (_, end) => {
    const { log, clock, feed } = setUp();
    log.isAway = true;
    const controller = new AbortController();
    const iterator = open(feed, 'a', 0, controller.signal);
    const pending = iterator.next();
    await settle();
    expect(clock.pendingTimers).toBe(2);
    await end(iterator, controller);
    expect(said(await pending)).toBe('done');
    expectNothingHeld(feed, clock);
  });

  it.each(endings)('by %s before the first next() and after the last holds nothing', async (_, end) => {
    const { log, clock, feed } = setUp();
    log.append('a', [terminal()]);
    const early = new AbortController();
    const never = open(feed, 'a', 0, early.signal);
    await end(never, early);
    expect(await take(never, 1)).toEqual(['done']);
    const late = new AbortController();
    const whole = open(feed, 'a', 0, late.signal);
    expect(await take(whole, 2)).toEqual(['1 ended', 'done']);
    await end(whole, late);
    expectNothingHeld(feed, clock);
    expect(log.reads).toHaveLength(1);
  });

  it.each(endings)('by %s takes its listener off the signal', async (_, end) => {
    const { feed } = setUp();
    const controller = new AbortController();
    const iterator = open(feed, 'a', 0, controller.signal);
    await iterator.next();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    await end(iterator, controller);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('by a loop that breaks off frees everything', async () => {
    const { log, clock, feed } = setUp({ pageEvents: 2 });
    log.append('a', lines(10));
    for await (const batch of feed.subscribe('a', 0)) if (batch.sequence >= 4) break;
    expectNothingHeld(feed, clock);
  });

  it('by throw() gives the error back', async () => {
    const { feed } = setUp();
    const iterator = open(feed, 'a');
    await expect(iterator.throw?.(new Error('enough'))).rejects.toThrow('enough');
  });

  it('of one leaves the others alone', async () => {
    const { feed, commit } = setUp();
    const [one, other] = [open(feed, 'a'), open(feed, 'a')];
    await Promise.all([one.next(), other.next()]);
    await one.return?.();
    commit('a', line());
    expect(await take(other, 1)).toEqual(['1 caught up']);
    expect(feed.subscribers).toBe(1);
  });

  it('a subscription that is never iterated holds nothing', () => {
    const { clock, feed } = setUp();
    feed.subscribe('a', 0)[Symbol.asyncIterator]();
    expectNothingHeld(feed, clock);
  });

  it('a signal that was aborted before ends it before it reads', async () => {
    const { log, feed } = setUp();
    expect(await take(open(feed, 'a', 0, AbortSignal.abort()), 1)).toEqual(['done']);
    expect(log.reads).toEqual([]);
  });
});
