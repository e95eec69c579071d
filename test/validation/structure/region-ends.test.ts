import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

const nodes = ['start', 'a', 'b', 'c'];

describe('edges that lead back', () => {
  it('are refused where every iteration that takes them also leaves, and the edges that leave are named', () => {
    const graph = graphOf(nodes, ['start.out -> a', 'a.out -> b', 'b.out -> a', 'b.out -> c']);
    expect(found(graph, 'region/back-only-with-exit')).toMatchObject([
      {
        nodeId: 'b',
        nodeIds: ['a', 'b'],
        edgeId: 'b.out -> a',
        message: expect.stringContaining('also leaves the loop by "b.out -> c"'),
      },
    ]);
  });

  it('are refused where a parallel branch always leaves', () => {
    const graph = graphOf(nodes, ['start.out -> a', 'a.out -> b', 'a.out -> c', 'b.out -> a']);
    expect(found(graph, 'region/back-only-with-exit')).toMatchObject([{ edgeId: 'b.out -> a' }]);
  });

  it('are refused where a condition comes back and the edge itself cannot', () => {
    const edges = ['start.out -> a', 'a.out ?> a', 'a.out -> b', 'b.out -> a', 'b.out -> c'];
    expect(found(graphOf(nodes, edges), 'region/back-only-with-exit')).toMatchObject([
      { edgeId: 'b.out -> a' },
    ]);
  });

  it.each([
    [
      'a condition chooses between back and out',
      ['start.out -> a', 'a.out -> b', 'b.out ?> a', 'b.out -> c'],
    ],
    ['only the error port leaves', ['start.out -> a', 'a.out -> b', 'b.out -> a', 'b.error -> c']],
    ['a node repeats itself', ['start.out -> a', 'a.out ?> a', 'a.out -> b', 'b.out -> c']],
  ])('are accepted where %s', (_, edges) => {
    expectSound(graphOf(nodes, edges));
  });
});

describe('loops that no edge leaves', () => {
  const round = ['start.out -> a', 'a.out -> b', 'b.out -> a'];

  it('are refused where every iteration leads back, with all nodes', () => {
    const graph = graphOf(['start', 'a', 'b'], round);
    expect(found(graph, 'region/endless')).toMatchObject([
      {
        nodeId: 'a',
        nodeIds: ['a', 'b'],
        message: expect.stringContaining('the loop of "a" and "b" never ends'),
      },
    ]);
  });

  it('are refused where a node always leads back to itself', () => {
    expect(found(graphOf(['start', 'a'], ['start.out -> a', 'a.out -> a']), 'region/endless')).toMatchObject([
      { nodeId: 'a' },
    ]);
  });

  it('are refused where all that could stop it is a port of a disabled node', () => {
    const waiting = (enabled: boolean) => graphOf(['start', 'a', { id: 'b', type: 'wait', enabled }], round);
    expectSound(waiting(true));
    expect(found(waiting(false), 'region/endless')).toHaveLength(1);
  });

  it('are accepted where a node may take no edge', () => {
    const last = { id: 'b', type: 'step', config: { allowNone: true } };
    expectSound(graphOf(['start', 'a', last], ['start.out -> a', 'a.out -> b', 'b.out ?> a']));
  });

  it('are refused where only a failure may take no edge', () => {
    const last = { id: 'b', type: 'step', config: { allowNone: true } };
    const graph = graphOf(['start', 'a', last], [...round, 'b.error ?> a']);
    expect(found(graph, 'region/endless')).toHaveLength(1);
  });

  it('are accepted where a port leads nowhere', () => {
    expectSound(graphOf(['start', 'a:conditional', 'b'], ['start.out -> a', 'a.true -> b', 'b.out -> a']));
  });

  it('are accepted where a loop node counts, which leaves by done', () => {
    expectSound(graphOf(['start', 'a:loop', 'b'], ['start.out -> a', 'a.body -> b', 'b.out -> a']));
  });

  it('are accepted where nobody knows what a node may do', () => {
    const broken = { id: 'b', type: 'step', config: { broken: true } };
    expectSound(graphOf(['start', 'a', broken], round));
  });

  it('names the first of very many nodes', () => {
    const ids = Array.from({ length: 100 }, (_, index) => `n${index}`);
    const edges = ids.map((id, index) => `${id}.out -> ${ids[(index + 1) % 100]}`);
    const [issue] = found(graphOf(['start', ...ids], ['start.out -> n0', ...edges]), 'region/endless');
    expect(issue?.nodeIds).toHaveLength(50);
    expect(issue?.message).toContain('and 88 more never ends');
  });
});
