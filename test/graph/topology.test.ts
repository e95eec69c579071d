import { describe, expect, it } from 'vitest';
import { compileTopology } from '../../src/graph/index.ts';
import { graphOf, kinds } from '../validation/kinds.ts';

const topologyOf = (...graph: Parameters<typeof graphOf>) =>
  compileTopology(graphOf(...graph), kinds.traitsOf);

describe('the topology of a graph', () => {
  it('has a region inside another, with the edges that lead back and out of each', () => {
    const topology = topologyOf(
      ['start', 'all:loop', 'each:loop', 'work', 'after'],
      [
        'start.out -> all',
        'all.body -> each',
        'each.body -> work',
        'work.out -> each',
        'each.done -> all',
        'all.done -> after',
        'work.error -> after',
      ],
    );
    const [outer, inner] = topology.regions;
    expect(outer).toMatchObject({
      header: 1,
      parent: null,
      ownNodes: [1],
      children: [1],
      backEdges: [4],
      exitEdges: [5, 6],
    });
    expect(inner).toMatchObject({
      header: 2,
      parent: 0,
      ownNodes: [2, 3],
      backEdges: [3],
      exitEdges: [4, 6],
    });
    expect(topology.nodes.map(({ regions }) => regions)).toEqual([[], [0], [0, 1], [0, 1], []]);
    expect(topology.edges.map(({ leaves }) => leaves)).toEqual([[], [], [], [], [1], [0], [0, 1]]);
    expect(topology.nodes[2]).toMatchObject({ bodyPort: 'body', incoming: [1], outgoing: [2, 4] });
  });

  it('begins at the entry, wherever it stands, and keeps conditions', () => {
    const topology = topologyOf(['a', 'start'], ['start.out ?> a']);
    expect(topology.start).toBe(1);
    expect(topology.edges[0]).toMatchObject({ source: 1, target: 0, condition: 'input.ok', isBack: false });
  });

  it('takes no edge from where no execution comes for one that leads back', () => {
    const topology = topologyOf(['start', 'a', 'b', 'note'], ['start.out -> a', 'b.out -> b']);
    expect(topology.regions).toEqual([]);
    expect(topology.nodes[3]).toMatchObject({ incoming: [], outgoing: [], regions: [] });
  });

  it('finds the header of a diamond whose arms both lead back', () => {
    const edges = ['start.out -> a', 'a.out ?> b', 'a.out ?> c', 'a.out -> d', 'b.out -> a', 'c.out -> a'];
    const [region, ...others] = topologyOf(['start', 'a', 'b', 'c', 'd'], edges).regions;
    expect(others).toEqual([]);
    expect(region).toMatchObject({ header: 1, backEdges: [4, 5], exitEdges: [3] });
  });
});
