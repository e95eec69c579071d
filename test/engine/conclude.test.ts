import { describe, expect, it } from 'vitest';
import {
  type Conclusion,
  conclude,
  createPlan,
  type ExecutionPlan,
  type NodeError,
} from '../../src/engine/index.ts';
import { ok } from '../../src/kernel/index.ts';
import { begun, done, factOf, fold, running, superseded } from './fold.ts';
import { planOf } from './plan-of.ts';
import { graphOf, plain } from './reference/builders.ts';

const graph = graphOf([plain('work'), plain('next')], ['start.out -> work', 'work.out -> next']);
const broken: NodeError = { code: 'model/unavailable', message: 'no answer', retryable: true };
const now: Conclusion = { at: 10_000, random: 0, evaluate: () => ok(true) };

function retrying(jitter = false): ExecutionPlan {
  const plan = planOf(graph);
  const retry = { maxAttempts: 3, backoffMs: 500, factor: 4, maxBackoffMs: 1500, jitter };
  return createPlan({ ...plan, nodes: plan.nodes.map((node) => ({ ...node, retry })) });
}

function failed(
  error: NodeError,
  attempt: number,
  state = running(retrying(), done('start'), begun('work')),
) {
  return conclude(state, factOf('work', attempt), { status: 'failed', error }, now);
}

const final = { type: 'NodeFailed', retrying: false, edges: [] };

describe('a failed attempt', () => {
  it('is tried again after the backoff, which grows by its factor up to its bound', () => {
    const first = running(retrying(), done('start'), begun('work'));
    const events = failed(broken, 1, first);
    expect(events).toEqual([
      { at: 10_000, type: 'NodeFailed', ...factOf('work'), error: broken, retrying: true, edges: [] },
      { at: 10_000, type: 'NodeRetryScheduled', ...factOf('work'), until: 10_500 },
    ]);
    const second = fold(first, ...events, begun('work', 2));
    expect(failed(broken, 2, second)[1]).toMatchObject({ until: 11_500 });
  });

  it('waits as long as the other side asked, if that is longer', () => {
    expect(failed({ ...broken, retryAfterMs: 9000 }, 1)[1]).toMatchObject({ until: 19_000 });
    expect(failed({ ...broken, retryAfterMs: 1 }, 1)[1]).toMatchObject({ until: 10_500 });
  });

  it.each([
    [0, 10_250],
    [0.5, 10_375],
  ])('is spread between half the backoff and all of it by jitter: %d', (random, until) => {
    const state = running(retrying(true), done('start'), begun('work'));
    const outcome = { status: 'failed' as const, error: broken };
    expect(conclude(state, factOf('work'), outcome, { ...now, random })[1]).toMatchObject({ until });
  });

  it('is final when its error is not retryable', () => {
    expect(failed({ ...broken, retryable: false }, 1)).toMatchObject([final]);
  });

  it('is final when attempts are spent, but attempts that a recovery superseded do not count', () => {
    const twice = [begun('work'), superseded('work'), begun('work', 2), superseded('work', 2)];
    const state = running(retrying(), done('start'), ...twice, begun('work', 3));
    const events = failed(broken, 3, state);
    expect(events[1]).toMatchObject({ type: 'NodeRetryScheduled', until: 10_500 });
    const third = fold(
      state,
      ...events,
      begun('work', 4),
      ...failed(broken, 4, fold(state, ...events, begun('work', 4))),
      begun('work', 5),
    );
    expect(failed(broken, 5, third)).toMatchObject([final]);
  });

  it('C4: is final for a node that was not opened, since it would only fail again', () => {
    expect(failed(broken, 1, running(retrying(), done('start')))).toMatchObject([final]);
  });

  it('keeps the text it had streamed', () => {
    const state = running(retrying(), done('start'), begun('work'));
    const outcome = { status: 'failed' as const, error: broken, text: 'Hel' };
    expect(conclude(state, factOf('work'), outcome, now)[0]).toMatchObject({ text: 'Hel' });
  });
});

describe('an attempt that waits', () => {
  it('C1: is recorded with the time at which it goes on by itself', () => {
    const state = running(retrying(), done('start'), begun('work'));
    const outcome = { status: 'suspended' as const, until: 20_000 };
    const events = conclude(state, factOf('work'), outcome, now);
    expect(events).toEqual([{ at: 10_000, type: 'NodeSuspended', ...factOf('work'), until: 20_000 }]);
    expect(fold(state, ...events).open.get('work')).toMatchObject({ status: 'suspended', until: 20_000 });
  });
});

describe('a completed attempt', () => {
  it('shows its result to the conditions of its own edges', () => {
    const asking = graphOf([plain('work'), plain('next')], ['start.out -> work', 'work.out ?> next']);
    const state = running(planOf(asking), done('start'), begun('work'));
    const outcome = {
      status: 'completed' as const,
      port: 'out',
      output: 'answer',
      variables: [{ operation: 'set' as const, name: 'seen', value: 1 }],
    };
    const events = conclude(state, factOf('work'), outcome, {
      ...now,
      evaluate: (edge, { nodes, variables }) =>
        ok(nodes[edge.source]?.output === 'answer' && variables.seen === 1),
    });
    expect(events).toEqual([
      {
        at: 10_000,
        type: 'NodeCompleted',
        ...factOf('work'),
        port: 'out',
        output: 'answer',
        variables: outcome.variables,
      },
    ]);
  });
});
