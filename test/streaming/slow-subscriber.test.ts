import { describe, expect, it } from 'vitest';
import { line, lines } from './events.ts';
import { open, said, setUp, take } from './feed-under-test.ts';

describe('a slow subscriber', () => {
  const limits = { pageEvents: 5, bufferedEvents: 10 };

  it('reads on from the log after an overflow, has not caught up before it reaches the end, and loses nothing', async () => {
    const { feed, commit } = setUp(limits);
    const iterator = open(feed, 'a');
    await iterator.next();
    for (let count = 0; count < 12; count += 1) commit('a', line());
    expect(await take(iterator, 3)).toEqual(['1-5', '6-10', '11-12 caught up']);
    commit('a', line());
    expect(await take(iterator, 1)).toEqual(['13 caught up']);
  });

  it('reads a commit from the log that is larger than its whole backlog', async () => {
    const { feed, commit } = setUp(limits);
    const iterator = open(feed, 'a');
    await iterator.next();
    const next = iterator.next();
    commit('a', ...lines(11));
    expect([said(await next), ...(await take(iterator, 2))]).toEqual(['1-5', '6-10', '11 caught up']);
  });

  it('reads on from the log when what waits for it is too large', async () => {
    const { feed, commit } = setUp({ bufferedBytes: 1000 });
    const iterator = open(feed, 'a');
    await iterator.next();
    for (let count = 0; count < 3; count += 1) commit('a', line('x'.repeat(500)));
    expect(await take(iterator, 1)).toEqual(['1-3 caught up']);
  });

  it('is not noticed by the others, nor by whoever publishes', async () => {
    const { log, feed, commit } = setUp(limits);
    const [slow, quick] = [open(feed, 'a'), open(feed, 'a')];
    await Promise.all([slow.next(), quick.next()]);
    const reads = log.reads.length;
    for (let sequence = 1; sequence <= 100; sequence += 1) {
      commit('a', line());
      expect(await take(quick, 1)).toEqual([`${sequence} caught up`]);
    }
    expect(log.reads).toHaveLength(reads);
    const rest: string[] = [];
    while (!rest.at(-1)?.includes('caught up')) rest.push(said(await slow.next()));
    expect(rest).toHaveLength(20);
  });
});
