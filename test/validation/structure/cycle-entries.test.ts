import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

const nodes = ['start', 'a', 'b', 'c', 'd'];

describe('cycles', () => {
  it('refuses one with two entries, and names its nodes and its entries', () => {
    const graph = graphOf(nodes, [
      'start.out -> a',
      'start.out -> c',
      'a.out -> b',
      'b.out -> c',
      'c.out ?> a',
      'c.out -> d',
    ]);
    expect(found(graph, 'cycle/two-entries')).toMatchObject([
      {
        nodeId: 'a',
        nodeIds: ['a', 'b', 'c'],
        message:
          '"a", "b" and "c" form a cycle that can be entered at "a" and "c": let every way into the cycle lead to the same node',
      },
    ]);
  });

  it('finds two such cycles, and still judges the loops beside them', () => {
    const graph = graphOf(
      [...nodes, 'e', 'f'],
      [
        'start.out -> a',
        'start.out -> b',
        'a.out ?> b',
        'b.out ?> a',
        'start.out -> c',
        'start.out -> d',
        'c.out ?> d',
        'd.out ?> c',
        'start.out -> e',
        'e.out -> f',
        'f.out -> e',
      ],
    );
    expect(found(graph, 'cycle/two-entries').map(({ nodeIds }) => nodeIds)).toEqual(
      expect.arrayContaining([
        ['a', 'b'],
        ['c', 'd'],
      ]),
    );
    expect(found(graph, 'region/endless')).toMatchObject([{ nodeId: 'e', nodeIds: ['e', 'f'] }]);
  });

  it('says nothing of a loop around a cycle with two entries: its iterations are not defined', () => {
    const graph = graphOf(nodes, [
      'start.out -> a',
      'a.out -> b',
      'a.out -> c',
      'b.out -> c',
      'c.out -> b',
      'b.out -> a',
    ]);
    expect(found(graph, 'cycle/two-entries')).toHaveLength(1);
    expect(found(graph, 'region/endless')).toEqual([]);
  });

  it('accepts a cycle with one entry, and two cycles that share it', () => {
    const edges = ['start.out -> a', 'a.out ?> b', 'a.out ?> c', 'a.out -> d', 'b.out -> a', 'c.out -> a'];
    expectSound(graphOf(nodes, edges));
  });
});
