import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

describe('unique ids', () => {
  it('refuses each later node with the id of an earlier one, and reports nothing else of it', () => {
    const graph = graphOf(['start', 'a', 'a', 'a:loop'], ['start.out -> a']);
    expect(found(graph, 'node/same-id')).toMatchObject([
      { nodeId: 'a', path: 'nodes.2.id', message: expect.stringContaining('nodes 1 and 2') },
      { nodeId: 'a', path: 'nodes.3.id', message: expect.stringContaining('nodes 1 and 3') },
    ]);
    expect(found(graph, 'node/unreachable')).toEqual([]);
  });

  it('refuses each later edge with the id of an earlier one', () => {
    const edge = { id: 'e', source: 'start', target: 'a' };
    const graph = graphOf(['start', 'a', 'b'], [edge, { ...edge, target: 'b' }]);
    expect(found(graph, 'edge/same-id')).toMatchObject([{ edgeId: 'e', path: 'edges.1.id' }]);
  });

  it('tells ids apart that differ in case only', () => {
    expectSound(graphOf(['start', 'a', 'A:step'], ['start.out -> a', 'a.out -> A']));
  });
});
