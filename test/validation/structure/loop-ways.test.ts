import { describe, expect, it } from 'vitest';
import { graphOf } from '../kinds.ts';
import { expectSound, found } from './found.ts';

const nodes = ['start', 'each:loop', 'work', 'after'];
const into = 'start.out -> each';

describe('the body of a loop', () => {
  it.each([
    [
      'nothing leaves by the body',
      [into, 'each.done -> work', 'work.out -> after'],
      'its port "body" leads nowhere',
      undefined,
    ],
    [
      'the body does not come back',
      [into, 'each.body -> work', 'each.done -> after'],
      'its port "body" leads to "work", and no way on to "each"',
      ['each', 'work'],
    ],
  ])('is refused where %s', (_, edges, text, nodeIds) => {
    const [issue, ...others] = found(graphOf(nodes, edges), 'loop/body-leads-nowhere');
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ nodeId: 'each', message: expect.stringContaining(text) });
    expect(issue?.nodeIds).toEqual(nodeIds);
  });

  it.each([
    ['leads back', [into, 'each.body -> work', 'work.out -> each', 'each.done -> after']],
    ['is an edge to the loop itself', [into, 'each.body -> each', 'each.done -> work', 'work.out -> after']],
    ['comes back on one of two ways', [into, 'each.body -> work', 'work.out ?> each', 'work.out -> after']],
  ])('is accepted where it %s', (_, edges) => {
    expectSound(graphOf(nodes, edges));
  });
});

it('the body of a loop is not told to come back where it does, on a cycle with two entries', () => {
  const edges = [into, 'start.out -> work', 'each.body -> work', 'work.out -> each', 'each.done -> after'];
  const graph = graphOf(nodes, edges);
  expect(found(graph, 'cycle/two-entries')).toHaveLength(1);
  expect(found(graph, 'loop/body-leads-nowhere')).toEqual([]);
});

describe('the ports that leave a loop', () => {
  const body = [into, 'each.body -> work', 'work.out -> each'];

  it.each([
    ['done', 'each.done -> after', [...body, 'each.done -> after', 'after.out ?> each'], ['each', 'after']],
    [
      'error',
      'each.error -> after',
      [...body, 'each.error -> after', 'after.out -> work'],
      ['each', 'after'],
    ],
    [
      'done, straight to itself,',
      'each.done -> each',
      [...body, 'each.done -> each', 'each.error -> after'],
      undefined,
    ],
  ])('may not lead back: %s', (_, edgeId, edges, nodeIds) => {
    const [issue, ...others] = found(graphOf(nodes, edges), 'loop/exit-leads-back');
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ nodeId: 'each', edgeId });
    expect(issue?.nodeIds).toEqual(nodeIds);
  });

  it('may lead back to a loop around it', () => {
    expectSound(
      graphOf(
        ['start', 'all:loop', 'each:loop', 'work', 'after'],
        [
          'start.out -> all',
          'all.body -> each',
          'each.body -> work',
          'work.out -> each',
          'each.done -> all',
          'all.done -> after',
        ],
      ),
    );
  });
});
