import { describe, expect, it } from 'vitest';
import { converted } from '../../src/runtime/converted.ts';

/** A source that gives these values and then stands still; remembers whether it was let go of. */
function source(values: readonly number[]) {
  const pending = Promise.withResolvers<IteratorResult<number, undefined>>();
  const rest = [...values];
  const seen = { returned: 0 };
  const iterator: AsyncIterator<number, undefined> = {
    next: async () => {
      const value = rest.shift();
      return value === undefined ? pending.promise : { done: false, value };
    },
    return: async () => {
      seen.returned += 1;
      pending.resolve({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
  };
  return { seen, iterable: { [Symbol.asyncIterator]: () => iterator } };
}

const iterate = <T>(iterable: AsyncIterable<T>) => iterable[Symbol.asyncIterator]();

describe('a converted stream', () => {
  it('gives what is made of each value, in order, and leaves out what is made null', async () => {
    const { iterable } = source([1, 2, 3, 4]);
    const reader = iterate(converted(iterable, (value) => (value % 2 === 0 ? `${value}` : null)));
    expect(await Promise.all([reader.next(), reader.next()])).toEqual([
      { done: false, value: '2' },
      { done: false, value: '4' },
    ]);
  });

  it('lets go of its source while a next() waits', async () => {
    const { iterable, seen } = source([]);
    const reader = iterate(converted(iterable, (value) => value));
    const waiting = reader.next();
    await reader.return?.();
    expect(seen.returned).toBe(1);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('gives nothing more after return(), even where a conversion was under way', async () => {
    const { iterable } = source([1]);
    const gate = Promise.withResolvers<number>();
    const reader = iterate(converted(iterable, () => gate.promise));
    const waiting = reader.next();
    await reader.return?.();
    gate.resolve(1);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('ends its source where a conversion fails, and fails with it', async () => {
    const { iterable, seen } = source([1, 2]);
    const reader = iterate(converted(iterable, () => Promise.reject(new Error('no'))));
    await expect(reader.next()).rejects.toThrow('no');
    expect(seen.returned).toBe(1);
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('ends its source on throw()', async () => {
    const { iterable, seen } = source([1]);
    const reader = iterate(converted(iterable, (value) => value));
    await expect(reader.throw?.(new Error('enough'))).rejects.toThrow('enough');
    expect(seen.returned).toBe(1);
  });
});
