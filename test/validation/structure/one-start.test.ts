import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

describe('one start', () => {
  it('refuses a graph without a start, and says which type begins one', () => {
    const graph = graphOf(['a', 'b'], ['a.out -> b']);
    expect(found(graph, 'graph/no-start')).toMatchObject([
      { message: 'no node begins the execution: add one of the type "start"', path: 'nodes' },
    ]);
  });

  it('says nothing of unreachable nodes where there is no start to reach them from', () => {
    expect(found(graphOf(['a', 'b'], ['a.out -> b']), 'node/unreachable')).toEqual([]);
  });

  it('refuses every start but the first, and names all', () => {
    const graph = graphOf(['start', 'go:start', 'a', 'b'], ['start.out -> a', 'go.out -> b']);
    expect(found(graph, 'graph/two-starts')).toMatchObject([
      { nodeId: 'go', nodeIds: ['start', 'go'], path: 'nodes.1.type' },
    ]);
    expect(found(graph, 'node/unreachable')).toEqual([]);
  });

  it('accepts one start', () => {
    expectSound(graphOf(['start', 'a'], ['start.out -> a']));
    expectSound(graphOf(['start'], []));
  });
});
