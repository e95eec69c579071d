import { describe, expect, it } from 'vitest';
import { validateStructure } from '../../../src/validation/index.ts';
import { graphOf, kinds } from '../kinds.ts';
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

  it('does not ask to remove a node that an edge with a misspelt end was to lead to', () => {
    const target = graphOf(['start', 'answer'], ['start.out -> anwser']);
    expect(validateStructure(target, kinds)).toMatchObject([{ code: 'edge/unknown-target' }]);
    const source = graphOf(['start', 'answer'], ['strat.out -> answer']);
    expect(validateStructure(source, kinds)).toMatchObject([{ code: 'edge/unknown-source' }]);
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
