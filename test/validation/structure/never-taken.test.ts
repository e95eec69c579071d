import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

const nodes = ['start', 'a', 'b', 'c'];

describe('edges that are never taken', () => {
  it('warns of the second edge without a condition on a port that has conditions', () => {
    const graph = graphOf(nodes, ['start.out ?> a', 'start.out -> b', 'start.out -> c']);
    expect(found(graph, 'edge/never-taken')).toMatchObject([
      {
        nodeId: 'start',
        edgeId: 'start.out -> c',
        severity: 'warning',
        message: expect.stringContaining('edge "start.out -> b" is taken alone'),
      },
    ]);
  });

  it('accepts one edge without a condition, wherever it stands, and any number without conditions', () => {
    expectSound(graphOf(nodes, ['start.out -> a', 'start.out ?> b', 'start.out ?> c']));
    expectSound(graphOf(nodes, ['start.out -> a', 'start.out -> b', 'start.out -> c']));
  });

  it('takes each port by itself', () => {
    const edges = ['start.out -> a', 'a.out ?> b', 'a.out -> c', 'a.error -> b', 'a.error -> c'];
    expectSound(graphOf(nodes, edges));
  });
});
