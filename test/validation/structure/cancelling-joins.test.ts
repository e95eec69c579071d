import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

const joining = (join: 'all' | 'any') =>
  graphOf(
    ['start', 'a', 'b', { id: 'c', type: 'step', join, cancelOthers: true }],
    ['start.out -> a', 'start.out -> b', 'a.out -> c', 'b.out -> c'],
  );

describe('joins that cancel others', () => {
  it('warns where the join waits for all', () => {
    expect(found(joining('all'), 'node/cancels-nothing')).toMatchObject([
      { nodeId: 'c', severity: 'warning', path: 'nodes.3.cancelOthers' },
    ]);
  });

  it('accepts it where the join fires on any', () => {
    expectSound(joining('any'));
  });
});
