import { describe, expect, it } from 'vitest';
import { decide, type ExecutionEvent, type ExecutionState, snapshotOf } from '../../src/engine/index.ts';
import { begun, done, factOf, fold, iteration, running } from './fold.ts';
import { planOf } from './plan-of.ts';
import { graphOf, loop, plain } from './reference/builders.ts';

const nested = planOf(
  graphOf(
    [loop('outer'), loop('inner'), plain('work'), plain('after')],
    [
      'start.out -> outer',
      'outer.body -> inner',
      'inner.body -> work',
      'work.out -> inner',
      'inner.done -> outer',
      'outer.done -> after',
    ],
  ),
);
const [outer, inner] = [0, 1];

function regions(state: ExecutionState, region: number) {
  const { iteration: index, previous, exhausted } = state.regions[region] ?? {};
  return { index, previous, exhausted };
}

describe('what a loop remembers', () => {
  const first = running(
    nested,
    done('start'),
    done('outer[0]/outer', { port: 'body' }),
    done('outer[0]/inner[0]/inner', { port: 'body' }),
    done('outer[0]/inner[0]/work', { output: 'first' }),
    iteration('outer[0]/inner[1]/inner'),
  );

  const left = done('outer[0]/inner[1]/inner', { port: 'done', exhausted: true, output: 'left' });
  const unworked: ExecutionEvent = { at: 0, type: 'NodeSkipped', ...factOf('outer[0]/inner[1]/work') };

  it('is the output of the node that led back to its header', () => {
    expect(regions(first, inner)).toEqual({ index: 1, previous: 'first', exhausted: false });
    expect(regions(first, outer)).toEqual({ index: 0, previous: null, exhausted: false });
  });

  it('is null when the loop goes round although no node led back', () => {
    const graph = graphOf(
      [loop('each'), plain('work', { allowNone: true })],
      ['start.out -> each', 'each.body -> work', 'work.out ?> each'],
    );
    const again = running(
      planOf(graph),
      done('start'),
      done('each[0]/each', { port: 'body' }),
      done('each[0]/work', { edges: [] }),
      iteration('each[1]/each'),
    );
    expect(regions(again, 0)).toEqual({ index: 1, previous: null, exhausted: false });
  });

  it('ends with the iteration of the loop around it; the outputs of its nodes do not', () => {
    const finished = fold(first, left, unworked);
    expect(regions(finished, inner).exhausted).toBe(true);
    const next = fold(finished, iteration('outer[1]/outer'));
    expect(regions(next, inner)).toEqual({ index: 0, previous: null, exhausted: false });
    expect(regions(next, outer)).toEqual({ index: 1, previous: 'left', exhausted: false });
    expect(next.nodes[nested.topology.indexOf.get('work') ?? -1]).toMatchObject({
      status: 'idle',
      output: 'first',
    });
  });

  it('V3: begins no iteration but the next one, of a loop that is quiet and not finished', () => {
    const unmoved = [
      iteration('outer[0]/inner[2]/inner'),
      iteration('outer[1]/inner[1]/inner'),
      iteration('outer[1]/outer'),
      iteration('outer[0]/inner[1]/work'),
    ];
    for (const event of unmoved) {
      expect(fold(first, event)).toEqual({ ...first, sequence: first.sequence + 1 });
    }
    const finished = fold(first, left, unworked);
    expect(fold(finished, iteration('outer[0]/inner[2]/inner'))).toEqual({
      ...finished,
      sequence: finished.sequence + 1,
    });
  });

  it('says nothing of a node outside every loop that claims to have reached a bound', () => {
    const state = running(nested, done('start', { exhausted: true }));
    expect(state.regions.map(({ exhausted }) => exhausted)).toEqual([false, false]);
  });
});

describe('a loop of which a node is still under way', () => {
  const inside = ['start.out -> each', 'each.body -> quick', 'each.body -> slow', 'slow.out -> each'];
  const nodes = [loop('each'), plain('quick'), plain('slow'), plain('after')];
  const begin = (taken: string, ...edges: readonly string[]) =>
    running(
      planOf(graphOf(nodes, [...inside, taken, ...edges])),
      done('start'),
      done('each[0]/each', { port: 'body' }),
      begun('each[0]/quick'),
      begun('each[0]/slow'),
      done('each[0]/quick', { edges: [taken] }),
    );

  it('does not go round before that node has ended', () => {
    const open = begin('quick.out -> each', 'each.done -> after');
    expect(decide(open)).toEqual([]);
    expect(fold(open, iteration('each[1]/each'))).toEqual({ ...open, sequence: open.sequence + 1 });
    expect(decide(fold(open, done('each[0]/slow')))).toEqual([
      { type: 'startIteration', nodeId: 'each', path: 'each[1]/each', iteration: 1 },
    ]);
  });

  it('is not left before that node has ended, and then is, though that node leads back', () => {
    const open = begin('quick.out ?> after', 'quick.out -> each');
    expect(decide(open)).toEqual([]);
    expect(decide(fold(open, done('each[0]/slow')))).toEqual([{ type: 'startNode', ...factOf('after') }]);
  });
});

describe('iteration 10,000 of a loop', () => {
  it('D7, V7: leaves a state of the same size as iteration 10 does', () => {
    const graph = graphOf(
      [loop('each'), plain('work')],
      ['start.out -> each', 'each.body -> work', 'work.out -> each'],
      {
        maxSteps: 1_000_000,
      },
    );
    let state = running(planOf(graph), done('start'));
    const sizes = new Map<number, number>();
    for (let index = 0; index <= 10_000; index += 1) {
      if (index > 0) state = fold(state, iteration(`each[${index}]/each`));
      const result = { output: null };
      state = fold(
        state,
        done(`each[${index}]/each`, { port: 'body', ...result }),
        done(`each[${index}]/work`, result),
      );
      sizes.set(index, JSON.stringify(snapshotOf(state)).replaceAll(/\d+/g, '0').length);
    }
    expect(sizes.get(10_000)).toBe(sizes.get(10));
    expect(decide(state)).toEqual([
      { type: 'startIteration', nodeId: 'each', path: 'each[10001]/each', iteration: 10_001 },
    ]);
  });
});
