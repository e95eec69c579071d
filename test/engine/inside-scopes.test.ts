import { describe, expect, it } from 'vitest';
import {
  conclude,
  decide,
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
  evolve,
  initialState,
  isEnding,
  itemOf,
  scopeAt,
  tightenedPlan,
  visibleOuter,
} from '../../src/engine/index.ts';
import { parseWorkflowGraph } from '../../src/graph/index.ts';
import { ok } from '../../src/kernel/index.ts';
import { builtInKinds, compileWorkflow, createRegistry } from '../../src/nodes/index.ts';
import { noopKind } from '../support/noop-kind.ts';

function planOf(document: object): ExecutionPlan {
  const graph = parseWorkflowGraph(document);
  if (!graph.ok) throw new Error(graph.error[0]?.message);
  const compiled = compileWorkflow(graph.value, createRegistry([...builtInKinds, noopKind]));
  if (!compiled.ok) throw new Error(compiled.error[0]?.message);
  return compiled.value.plan;
}

const start = { id: 'start', type: 'start' };
const chain = (node: object, more: object = {}) => ({
  nodes: [start, { id: 'n', ...node }],
  edges: [{ source: 'start', target: 'n' }],
  ...more,
});
const work = { type: 'noop' };
const map = (graph: object) => chain({ type: 'map', config: { items: '[1]', graph } });
const sub = (graph: object) => chain({ type: 'subworkflow', config: { graph } });

const at = 5;
const visit = (path: string, attempt = 1) => ({
  at,
  nodeId: path.slice(path.lastIndexOf('/') + 1),
  path,
  attempt,
});
const started = (path: string, attempt = 1): ExecutionEvent => ({
  type: 'NodeStarted',
  ...visit(path, attempt),
});
const done = (path: string, more: object = {}): ExecutionEvent => ({
  type: 'NodeCompleted',
  ...visit(path),
  port: 'out',
  output: null,
  ...more,
});
const opened = (path: string, scope: string): readonly ExecutionEvent[] => [
  { type: 'NodeStarted', ...visit(path), scopes: [{ item: 'a', input: { b: 1 } }] },
  { type: 'ScopeStarted', at, nodeId: 'n', path: scope },
];
const fold = (plan: ExecutionPlan, ...events: readonly ExecutionEvent[]): ExecutionState =>
  [
    { type: 'ExecutionQueued', at, input: 'given', messages: [] } as const,
    { type: 'ExecutionStarted', at } as const,
    done('start'),
    ...events,
  ].reduce(evolve, initialState(plan));

const inMap = [...opened('n', 'n[0]'), done('n[0]/start'), started('n[0]/n')];
const inSub = [...opened('n', 'n'), done('n/start'), started('n/n')];

describe('a scope', () => {
  it('of a map sees what is around it, and knows its item', () => {
    const scope = scopeAt(fold(planOf(map(chain(work))), ...inMap), 'n[0]/n');
    expect(scope.input).toBe('given');
    expect(itemOf(scope)).toEqual({ item: 'a', index: 0 });
    expect(visibleOuter(scope)?.prefix).toBe('');
  });

  it('of a sub-workflow has its own input, and sees nothing around it', () => {
    const state = fold(planOf(sub(chain(work))), ...inSub);
    const scope = scopeAt(state, 'n/n');
    expect(scope.input).toEqual({ b: 1 });
    expect([itemOf(scope), visibleOuter(scope)]).toEqual([null, null]);
    expect([itemOf(state), visibleOuter(state)]).toEqual([null, null]);
  });

  it('with a failure has come to its end, and so has what runs inside it', () => {
    const plan = planOf(map(map(chain(work))));
    const deep = [
      ...opened('n', 'n[0]'),
      done('n[0]/start'),
      ...opened('n[0]/n', 'n[0]/n[0]'),
      done('n[0]/n[0]/start'),
      started('n[0]/n[0]/n'),
    ];
    const state = fold(plan, ...deep);
    const error = { code: 'test/failed', message: 'no', retryable: false };
    const failed = evolve(state, { type: 'ScopeFailed', at, nodeId: 'n', path: 'n[0]/n[0]', error });
    expect(isEnding(scopeAt(state, 'n[0]/n[0]/n'))).toBe(false);
    expect(isEnding(scopeAt(failed, 'n[0]/n'))).toBe(false);
    expect(decide(failed)).toEqual([{ type: 'closeNode', nodeId: 'n', path: 'n[0]/n', attempt: 1 }]);
    const broken = evolve(state, {
      type: 'NodeFailed',
      ...visit('n[0]/n[0]/n'),
      error,
      retrying: false,
      edges: [],
    });
    expect(isEnding(scopeAt(broken, 'n[0]/n[0]/n'))).toBe(true);
    expect(decide(broken)).toMatchObject([{ type: 'failScope', path: 'n[0]/n[0]' }]);
  });

  it('beside one that has failed its node has come to its end', () => {
    const each = { type: 'map', config: { items: '[1, 2]', graph: chain(work) } };
    const state = fold(
      planOf(chain(each)),
      { type: 'NodeStarted', ...visit('n'), scopes: [{}, {}] },
      { type: 'ScopeStarted', at, nodeId: 'n', path: 'n[0]' },
      { type: 'ScopeStarted', at, nodeId: 'n', path: 'n[1]' },
      done('n[1]/start'),
      started('n[1]/n'),
      {
        type: 'ScopeFailed',
        at,
        nodeId: 'n',
        path: 'n[0]',
        error: { code: 'test/failed', message: 'no', retryable: true },
      },
    );
    expect(isEnding(scopeAt(state, 'n[1]/n'))).toBe(true);
    expect(decide(state)).toMatchObject([{ type: 'cancelNode', path: 'n[1]/n' }]);
  });

  it('that is told to terminate is completed once nothing in it is open', () => {
    const graph = {
      nodes: [start, { id: 'w', ...work }, { id: 'stop', type: 'end', config: { terminate: true } }],
      edges: [
        { source: 'start', target: 'w' },
        { source: 'start', target: 'stop' },
      ],
    };
    const state = fold(
      planOf(sub(graph)),
      ...opened('n', 'n'),
      done('n/start'),
      started('n/w'),
      done('n/stop', { terminate: true }),
    );
    expect(decide(state)).toMatchObject([{ type: 'cancelNode', path: 'n/w' }]);
    const quiet = evolve(state, { type: 'NodeCancelled', ...visit('n/w') });
    expect(decide(quiet)).toEqual([{ type: 'completeScope', nodeId: 'n', path: 'n' }]);
  });

  it('begins in its turn and no other: an event of another place moves nothing', () => {
    const state = fold(planOf(map(chain(work))), started('n'));
    const scope = { type: 'ScopeStarted', at, nodeId: 'n', path: 'n[0]' } as const;
    expect(evolve(state, scope).scopes.size).toBe(0);
    const open = fold(planOf(map(chain(work))), { type: 'NodeStarted', ...visit('n'), scopes: [{}] });
    expect(evolve(open, { ...scope, path: 'n[1]' }).scopes.size).toBe(0);
    expect(evolve(evolve(open, scope), scope).scopes.size).toBe(1);
    expect(
      evolve(open, { type: 'ScopeCompleted', at, nodeId: 'n', path: 'n[7]', output: 1 }).scopes.size,
    ).toBe(0);
    expect(() => scopeAt(open, 'n[7]/n')).not.toThrow();
  });

  it('has a place in the log only where its graph is known', () => {
    const state = fold(planOf(map(chain(work))), ...inMap);
    expect(() => evolve(state, started('n[0]/stranger'))).toThrow(RangeError);
  });
});

describe('a node that runs scopes', () => {
  it('and takes too long fails once what it runs is cancelled', () => {
    const state = fold(planOf(map(chain(work))), ...inMap);
    const error = { code: 'node/timeout', message: 'too long', retryable: true };
    const control = { type: 'run', expired: new Map([['n', error]]) } as const;
    expect(decide(state, control)).toMatchObject([{ type: 'cancelNode', path: 'n[0]/n' }]);
    const quiet = evolve(state, { type: 'NodeCancelled', ...visit('n[0]/n') });
    expect(decide(quiet, control)).toMatchObject([{ type: 'failNode', path: 'n', error }]);
  });

  it('and is cancelled is so after what it runs', () => {
    const state = fold(planOf(map(chain(work))), ...inMap);
    expect(decide(state, { type: 'cancel' })).toMatchObject([{ type: 'cancelNode', path: 'n[0]/n' }]);
    const quiet = evolve(state, { type: 'NodeCancelled', ...visit('n[0]/n') });
    expect(decide(quiet, { type: 'cancel' })).toMatchObject([{ type: 'cancelNode', path: 'n' }]);
    const cancelled = evolve(quiet, { type: 'NodeCancelled', ...visit('n') });
    expect([cancelled.scopes.size, decide(cancelled, { type: 'cancel' })]).toEqual([
      0,
      [{ type: 'cancelExecution' }],
    ]);
  });

  it('runs under the tighter limits of the request, in nested graphs too', () => {
    const plan = planOf(map(chain(work, { limits: { maxIterations: 7 } })));
    const nested = (one: ExecutionPlan) => one.nodes[1]?.nested?.plan.limits;
    expect(nested(plan)).toEqual({ maxIterations: 7, maxSteps: 1000 });
    expect(nested(tightenedPlan(plan, {}))).toEqual({ maxIterations: 7, maxSteps: 1000 });
    expect(nested(tightenedPlan(plan, { maxSteps: 3, maxIterations: 2 }))).toEqual({
      maxIterations: 2,
      maxSteps: 3,
    });
  });
});

describe('what a node that runs scopes fails with', () => {
  it('is caught by its error edge, also where a loop inside has come to its limit', () => {
    const graph = {
      nodes: [
        start,
        { id: 'n', type: 'subworkflow', config: { graph: chain(work) } },
        { id: 'caught', ...work },
      ],
      edges: [
        { source: 'start', target: 'n' },
        { id: 'caught', source: 'n', sourcePort: 'error', target: 'caught' },
      ],
    };
    const state = fold(planOf(graph), ...opened('n', 'n'));
    const error = { code: 'limit/iterations', message: 'over', retryable: false };
    const failed = evolve(state, { type: 'ScopeFailed', at, nodeId: 'n', path: 'n', error });
    const fact = { nodeId: 'n', path: 'n', attempt: 1 };
    const events = conclude(
      failed,
      fact,
      { status: 'failed', error },
      { at, random: 0, evaluate: () => ok(true) },
    );
    expect(events).toMatchObject([{ type: 'NodeFailed', edges: ['caught'] }]);
  });

  it('lets attempts inside count on when it is tried again, also of what was cancelled two scopes deep', () => {
    const error = { code: 'test/failed', message: 'no', retryable: true };
    const state = fold(
      planOf(map(map(chain(work)))),
      ...opened('n', 'n[0]'),
      done('n[0]/start'),
      ...opened('n[0]/n', 'n[0]/n[0]'),
      done('n[0]/n[0]/start'),
      started('n[0]/n[0]/n'),
      started('n[0]/n[0]/n', 2),
      { type: 'NodeCancelled', ...visit('n[0]/n[0]/n', 2) },
      { type: 'NodeCancelled', ...visit('n[0]/n') },
      { type: 'ScopeFailed', at, nodeId: 'n', path: 'n[0]', error },
      { type: 'NodeFailed', ...visit('n'), error, retrying: true, edges: [] },
      { type: 'NodeStarted', ...visit('n', 2), scopes: [{}] },
      { type: 'ScopeStarted', at, nodeId: 'n', path: 'n[0]' },
    );
    expect(decide(state)).toMatchObject([{ type: 'startNode', path: 'n[0]/start', attempt: 3 }]);
  });
});

describe('a failure that leads to an error handler', () => {
  const handled = (config: object) =>
    planOf({
      nodes: [
        start,
        { id: 'n', ...work, retry: { maxAttempts: 2, backoffMs: 10, jitter: false } },
        { id: 'h', type: 'error_handler', config },
      ],
      edges: [
        { source: 'start', target: 'n' },
        { source: 'n', sourcePort: 'error', target: 'h' },
      ],
    });
  /** The wait after each failed attempt in turn, in milliseconds; null: it was the last. */
  const waits = (plan: ExecutionPlan, retryable = true): readonly (number | null)[] => {
    const found: (number | null)[] = [];
    let state = fold(plan);
    for (let attempt = 1; attempt < 20; attempt += 1) {
      state = evolve(state, started('n', attempt));
      const error = { code: 'test/failed', message: 'no', retryable };
      const fact = { nodeId: 'n', path: 'n', attempt };
      const events = conclude(
        state,
        fact,
        { status: 'failed', error },
        { at, random: 0, evaluate: () => ok(true) },
      );
      state = events.reduce(evolve, state);
      const retry = events.find((event) => event.type === 'NodeRetryScheduled');
      found.push(retry?.type === 'NodeRetryScheduled' ? retry.until - at : null);
      if (!retry) break;
    }
    return found;
  };

  it('is tried again under the node’s policy, then under the handler’s, which waits ever longer', () => {
    expect(waits(handled({ maxRetries: 3, backoffMs: 100 }))).toEqual([10, 100, 200, 400, null]);
  });

  it('waits at most half a minute, unless the handler’s first wait is longer', () => {
    expect(waits(handled({ maxRetries: 3, backoffMs: 20_000 }))).toEqual([10, 20_000, 30_000, 30_000, null]);
    expect(waits(handled({ maxRetries: 2, backoffMs: 60_000 }))).toEqual([10, 60_000, 60_000, null]);
  });

  it('is not tried again where the handler does not ask for it, or it would fail again', () => {
    expect(waits(handled({}))).toEqual([10, null]);
    expect(waits(handled({ maxRetries: 3 }), false)).toEqual([null]);
  });
});
