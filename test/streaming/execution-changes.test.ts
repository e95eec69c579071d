import { describe, expect, it } from 'vitest';
import { createExecutionChanges } from '../../src/streaming/index.ts';

const iterate = (changes = createExecutionChanges(), ownerId = 'owner', signal?: AbortSignal) =>
  changes.subscribe(ownerId, signal)[Symbol.asyncIterator]();
const given = (value: string) => ({ done: false, value });
const done = { done: true, value: undefined };

describe('changes of executions', () => {
  it('reach whoever waits for them, and nobody who watches another owner', async () => {
    const changes = createExecutionChanges();
    const [mine, other] = [iterate(changes), iterate(changes, 'other')];
    const [first, foreign] = [mine.next(), other.next()];
    changes.publish('owner', 'a');
    changes.publish('other', 'b');
    expect(await first).toEqual(given('a'));
    expect(await foreign).toEqual(given('b'));
  });

  it('C2: that repeat before they are read are given once, in the order of the first', async () => {
    const changes = createExecutionChanges();
    const reader = iterate(changes);
    const first = reader.next();
    for (const id of ['a', 'b', 'c', 'b', 'c']) changes.publish('owner', id);
    expect(await first).toEqual(given('a'));
    expect(await reader.next()).toEqual(given('b'));
    changes.publish('owner', 'b');
    expect(await reader.next()).toEqual(given('c'));
    expect(await reader.next()).toEqual(given('b'));
  });

  it('C3: that do not fit end the subscription with an error, once, and disturb nobody else', async () => {
    const changes = createExecutionChanges({ mostPending: 2 });
    const [slow, quick] = [iterate(changes), iterate(changes)];
    const reads = [slow.next(), quick.next()];
    changes.publish('owner', 'a');
    await Promise.all(reads);
    for (const id of ['b', 'c']) {
      changes.publish('owner', id);
      expect(await quick.next()).toEqual(given(id));
    }
    changes.publish('owner', 'c');
    expect(await quick.next()).toEqual(given('c'));
    expect(changes.subscribers).toBe(2);
    changes.publish('owner', 'd');
    expect(changes.subscribers).toBe(1);
    await expect(slow.next()).rejects.toMatchObject({ code: 'limit/subscriber', retryable: true });
    expect(await slow.next()).toEqual(done);
    expect(await quick.next()).toEqual(given('d'));
  });

  it.each<[string, (it: AsyncIterator<string>, stop: AbortController) => unknown]>([
    ['return()', (reader) => reader.return?.()],
    ['throw()', (reader) => reader.throw?.(new Error('enough')).catch(() => undefined)],
    ['its signal', (_, stop) => stop.abort()],
  ])('C4: are let go of by %s, while a next() waits', async (_, end) => {
    const changes = createExecutionChanges();
    const stop = new AbortController();
    const reader = iterate(changes, 'owner', stop.signal);
    const waiting = reader.next();
    expect(changes.subscribers).toBe(1);
    await end(reader, stop);
    expect(changes.subscribers).toBe(0);
    expect(await waiting).toEqual(done);
    changes.publish('owner', 'a');
    expect(await reader.next()).toEqual(done);
  });

  it('hold nothing before the first next(), nor where the signal is aborted already', async () => {
    const changes = createExecutionChanges();
    iterate(changes);
    expect(await iterate(changes, 'owner', AbortSignal.abort()).next()).toEqual(done);
    expect(changes.subscribers).toBe(0);
  });

  it('answer every next(), also several at once', async () => {
    const changes = createExecutionChanges();
    const reader = iterate(changes);
    const reads = [reader.next(), reader.next()];
    changes.publish('owner', 'a');
    changes.publish('owner', 'b');
    expect(await Promise.all(reads)).toEqual([given('a'), given('b')]);
  });
});
