import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

describe('edges at notes', () => {
  it('refuses an edge to a note and one from it, and says nothing of ports', () => {
    const graph = graphOf(['start', 'note', 'a'], ['start.out -> note', 'note.out -> a', 'start.out -> a']);
    expect(found(graph, 'edge/at-note')).toMatchObject([
      { nodeId: 'note', path: 'edges.0.target' },
      { nodeId: 'note', path: 'edges.1.source' },
    ]);
    expect(found(graph, 'edge/unknown-port')).toEqual([]);
  });

  it('accepts a note that stands alone, disabled or not', () => {
    expectSound(graphOf(['start', 'note', { id: 'off', type: 'note', enabled: false }], []));
  });
});
