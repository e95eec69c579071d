import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

describe('the ends of edges', () => {
  it('suggests the nearest node for an unknown source and an unknown target', () => {
    const graph = graphOf(['start', 'answer'], ['strat.out -> answer', 'start.out -> anwser']);
    expect(found(graph, 'edge/unknown-source')).toMatchObject([
      { edgeId: 'strat.out -> answer', path: 'edges.0.source', suggestion: 'start' },
    ]);
    expect(found(graph, 'edge/unknown-target')).toMatchObject([
      { edgeId: 'start.out -> anwser', path: 'edges.1.target', suggestion: 'answer' },
    ]);
  });

  it('reports both ends of an edge between nodes that are not there', () => {
    const graph = graphOf(['start'], ['left.out -> right']);
    expect(found(graph, 'edge/unknown-source')).toHaveLength(1);
    expect(found(graph, 'edge/unknown-target')).toHaveLength(1);
  });

  it('says that there are no nodes where there are none', () => {
    const [issue] = found(graphOf([], ['a.out -> b']), 'edge/unknown-source');
    expect(issue?.message).toBe(
      'edge "a.out -> b" from "a" to "b": there is no node "a": the graph has no nodes',
    );
  });

  it('compares no very long names', () => {
    const long = 'a'.repeat(50);
    const graph = graphOf(['start', `${long}:step`], [`start.out -> ${long}`, `${long}.out -> ${long}b`]);
    expect(found(graph, 'edge/unknown-target')).toMatchObject([{ path: 'edges.1.target' }]);
    expect(found(graph, 'edge/unknown-target')[0]).not.toHaveProperty('suggestion');
  });

  it('accepts edges between nodes of the graph', () => {
    expectSound(graphOf(['start', 'a'], ['start.out -> a']));
  });
});
