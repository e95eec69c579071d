import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

const edge = (id: string, target = 'a', condition?: string) => ({
  id,
  source: 'start',
  target,
  ...(condition === undefined ? {} : { condition }),
});

describe('edges that repeat another', () => {
  it.each([
    ['without a condition', edge('e1'), edge('e2')],
    ['with the same condition', edge('e1', 'a', 'input.x'), edge('e2', 'a', 'input.x')],
  ])('warns of one %s', (_, first, second) => {
    expect(found(graphOf(['start', 'a'], [first, second]), 'edge/duplicate')).toMatchObject([
      { nodeId: 'start', edgeId: 'e2', severity: 'warning', path: 'edges.1' },
    ]);
  });

  it('accepts two conditions for one target', () => {
    expectSound(graphOf(['start', 'a'], [edge('e1', 'a', 'input.x'), edge('e2', 'a', 'input.y')]));
  });

  it('accepts two targets of one port, and two ports to one target', () => {
    const nodes = ['start', 'a:conditional', 'b'];
    expectSound(graphOf(nodes, ['start.out -> a', 'start.out -> b', 'a.true -> b', 'a.false -> b']));
  });
});
