import { describe, expect, it } from 'vitest';
import { decide } from '../../src/engine/index.ts';
import { begun, done, factOf, fold, iteration, running, superseded } from './fold.ts';
import { planOf } from './plan-of.ts';
import { graphOf, loop, plain } from './reference/builders.ts';

const at = 0;
const plan = planOf(graphOf([plain('work')], ['start.out -> work']));
const cancelling = planOf(
  graphOf(
    [plain('quick'), plain('slow'), plain('late'), plain('join', { join: 'any', cancelOthers: true })],
    ['start.out -> quick', 'start.out -> slow', 'quick.out -> join', 'slow.out -> late', 'late.out -> join'],
  ),
);

describe('a decision', () => {
  it('D1: is empty before the start and after the end', () => {
    const ended = running(plan, { at, type: 'ExecutionCancelled' });
    expect(decide(ended)).toEqual([]);
    expect(decide({ ...ended, status: 'queued' })).toEqual([]);
  });

  it('D3: is repeated until an event obeys it', () => {
    const state = running(plan);
    expect(decide(state)).toEqual(
      decide(fold(state, { at, type: 'LogWritten', level: 'info', message: 'x' })),
    );
    expect(decide(state)).toEqual([{ type: 'startNode', ...factOf('start') }]);
  });

  it('D4: lets a pure node begin alone', () => {
    const pure = planOf(
      graphOf([plain('a'), plain('b'), plain('c')], ['start.out -> a', 'start.out -> b', 'start.out -> c']),
      ({ id }) => id === 'b',
    );
    const ready = running(pure, done('start'));
    expect(decide(ready)).toEqual([{ type: 'startNode', ...factOf('a') }]);
    expect(decide(fold(ready, begun('a')))).toEqual([{ type: 'startNode', ...factOf('b') }]);
  });

  describe('beside a loop of pure nodes', () => {
    const turning = ['start.out -> each', 'each.body -> turn', 'turn.out -> each'];
    const turned = [done('start'), done('each[0]/each', { port: 'body' }), done('each[0]/turn')];
    const next = { type: 'startIteration', nodeId: 'each', path: 'each[1]/each', iteration: 1 };

    const nodes = [loop('each'), plain('turn'), plain('shape'), plain('call')];
    const isPure = ({ id }: { readonly id: string }) => id !== 'call';

    it('D4: begins what has effects before the loop goes round', () => {
      const beside = planOf(graphOf(nodes, [...turning, 'start.out -> call']), isPure);
      const ready = running(beside, ...turned);
      expect(decide(ready)).toEqual([{ type: 'startNode', ...factOf('call') }]);
      expect(decide(fold(ready, begun('call')))).toEqual([next]);
    });

    it('D4: goes through all that leads to effects before the loop goes round', () => {
      const beside = planOf(graphOf(nodes, [...turning, 'start.out -> shape', 'shape.out -> call']), isPure);
      const ready = running(beside, ...turned);
      expect(decide(ready)).toEqual([{ type: 'startNode', ...factOf('shape') }]);
      const shaped = fold(ready, done('shape'));
      expect(decide(shaped)).toEqual([{ type: 'startNode', ...factOf('call') }]);
      expect(decide(fold(shaped, begun('call')))).toEqual([next]);
    });

    it('D4: begins a join that ends the loop before it goes round, and the loop is finished', () => {
      const joining = planOf(
        graphOf(
          [loop('each'), plain('turn'), plain('join', { join: 'any', cancelOthers: true })],
          [...turning, 'each.done -> join', 'start.out -> join'],
        ),
      );
      const ready = running(joining, ...turned);
      expect(decide(ready)).toEqual([{ type: 'startNode', ...factOf('join') }]);
      for (const fired of [[begun('join')], [done('join')]]) {
        const state = fold(ready, ...fired);
        expect(state.regions).toMatchObject([{ iteration: 0, finished: true }]);
        expect(fold(state, iteration('each[1]/each')).regions).toEqual(state.regions);
      }
      expect(decide(fold(ready, done('join')))).toEqual([{ type: 'completeExecution' }]);
    });
  });

  it('D2: lets what it cancels end late, and never takes a cancellation back when the worker dies meanwhile', () => {
    const fired = running(
      cancelling,
      done('start'),
      begun('slow'),
      begun('quick'),
      done('quick'),
      begun('join'),
    );
    const cancel = { type: 'cancelNode', ...factOf('slow') };
    expect(decide(fired)).toEqual([cancel, { type: 'skipNode', ...factOf('late') }]);
    const skipped = fold(fired, { at, type: 'NodeSkipped', ...factOf('late') });
    expect(decide(skipped)).toEqual([cancel]);
    const recovered = fold(
      skipped,
      { at, type: 'ExecutionRecovered' },
      superseded('slow'),
      superseded('join'),
    );
    expect(decide(recovered)).toEqual([cancel, { type: 'startNode', ...factOf('join', 2) }]);
    const joined = fold(recovered, begun('join', 2), done('join', { attempt: 2 }));
    expect(decide(joined)).toEqual([cancel]);
    expect(decide(fold(joined, { at, type: 'NodeCancelled', ...factOf('slow') }))).toEqual([
      { type: 'completeExecution' },
    ]);
  });
});
