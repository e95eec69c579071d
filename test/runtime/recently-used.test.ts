import { describe, expect, it } from 'vitest';
import { RecentlyUsed } from '../../src/runtime/recently-used.ts';

const keys = ['a', 'b', 'c', 'd'];

describe('values that were used lately', () => {
  it('are kept up to their number, those used last', () => {
    const values = new RecentlyUsed<string, string>({ most: 2 });
    values.set('a', 'A');
    values.set('b', 'B');
    values.get('a');
    values.set('c', 'C');
    expect(keys.map((key) => values.get(key))).toEqual(['A', undefined, 'C', undefined]);
  });

  it('are kept up to their weight, each with what it weighs last', () => {
    const values = new RecentlyUsed<string, string>({ most: 10, mostWeight: 10 });
    values.set('a', 'A', 4);
    values.set('b', 'B', 9);
    values.set('b', 'B', 3);
    values.set('c', 'C', 3);
    expect(keys.map((key) => values.get(key))).toEqual([undefined, 'B', 'C', undefined]);
    values.set('d', 'D', 4);
    expect(keys.map((key) => values.get(key))).toEqual([undefined, 'B', 'C', 'D']);
    values.set('a', 'A', 11);
    expect(keys.map((key) => values.get(key))).toEqual([undefined, undefined, undefined, undefined]);
  });
});
