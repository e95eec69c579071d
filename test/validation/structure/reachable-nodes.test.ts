import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

describe('reachable nodes', () => {
  it('refuses each node that no way leads to, also where they lead to each other', () => {
    const graph = graphOf(
      ['start', 'a', 'b', 'c'],
      ['start.out -> a', 'b.out -> c', 'c.out -> b', 'b.out -> a'],
    );
    expect(found(graph, 'node/unreachable').map(({ nodeId, path }) => [nodeId, path])).toEqual([
      ['b', 'nodes.2'],
      ['c', 'nodes.3'],
    ]);
  });

  it('finds no loops among nodes that cannot be reached', () => {
    const graph = graphOf(['start', 'a:loop', 'b'], ['a.body -> b', 'b.out -> b']);
    expect(found(graph, 'loop/body-leads-nowhere')).toEqual([]);
    expect(found(graph, 'region/endless')).toEqual([]);
  });

  it('accepts a node that is reached by an error port only', () => {
    expectSound(graphOf(['start', 'a', 'b'], ['start.out -> a', 'a.error -> b']));
  });
});
