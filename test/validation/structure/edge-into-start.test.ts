import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

describe('edges into the start', () => {
  it('refuses one from anywhere, the start itself too, and finds no loop in it', () => {
    const graph = graphOf(['start', 'a'], ['start.out -> a', 'a.out -> start', 'start.out -> start']);
    expect(found(graph, 'edge/into-start')).toMatchObject([
      { nodeId: 'start', edgeId: 'a.out -> start', path: 'edges.1.target' },
      { nodeId: 'start', edgeId: 'start.out -> start', path: 'edges.2.target' },
    ]);
    expect(found(graph, 'region/endless')).toEqual([]);
  });

  it('accepts a loop that begins after the start', () => {
    expectSound(graphOf(['start', 'a', 'b'], ['start.out -> a', 'a.out ?> a', 'a.out -> b']));
  });
});
