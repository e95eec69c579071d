import { describe, expect, it } from 'vitest';
import { pageOfAll } from '../../src/app/index.ts';

const items = ['a', 'b', 'c'];
const page = (first: number | null, after: string | null) =>
  pageOfAll(items, (item) => `after ${item}`, { first, after });

describe('a page of a list that is at hand as a whole', () => {
  it('begins after its cursor, and says whether there is more', () => {
    const first = page(2, null);
    expect(first).toEqual({
      edges: [
        { cursor: 'after a', node: 'a' },
        { cursor: 'after b', node: 'b' },
      ],
      hasNextPage: true,
    });
    expect(page(2, 'after b')).toEqual({ edges: [{ cursor: 'after c', node: 'c' }], hasNextPage: false });
    expect(page(null, 'after c')).toEqual({ edges: [], hasNextPage: false });
  });

  it('is refused with bounds and cursors that are none', () => {
    for (const first of [0, 101, 1.5]) expect(() => page(first, null)).toThrow('first must be');
    expect(() => page(null, 'after d')).toThrow('of another list');
  });
});
