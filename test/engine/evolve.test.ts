import { describe, expect, it } from 'vitest';
import {
  decide,
  type ExecutionEvent,
  nodeAt,
  nodeStateAt,
  noUsage,
  regionAt,
  regionStateAt,
  type Usage,
} from '../../src/engine/index.ts';
import { begun, done, factOf, fold, running, superseded } from './fold.ts';
import { planOf } from './plan-of.ts';
import { end, graphOf, plain } from './reference/builders.ts';

const at = 0;
const plan = planOf(
  graphOf(
    [plain('work'), end('stop'), plain('side')],
    ['start.out -> work', 'start.out -> stop', 'start.out -> side'],
  ),
);

describe('a node that asks for the end of the execution', () => {
  const ending = running(plan, done('start'), begun('work'), done('stop', { terminate: true }));

  it('cancels the rest first, and nothing more starts', () => {
    expect(decide(ending)).toEqual([{ type: 'cancelNode', ...factOf('work') }]);
    const quiet = fold(ending, { at, type: 'NodeCancelled', ...factOf('work') });
    expect(decide(quiet)).toEqual([{ type: 'completeExecution' }]);
  });

  it('does not hide a failure that came while the rest was cancelled', () => {
    const error = { code: 'node/failed', message: 'late', retryable: false };
    const failed = fold(ending, {
      at,
      type: 'NodeFailed',
      ...factOf('work'),
      error,
      retrying: false,
      edges: [],
    });
    expect(decide(failed)).toEqual([{ type: 'failExecution', error, nodeId: 'work', path: 'work' }]);
  });
});

describe('the first unhandled failure', () => {
  it('is the error of the execution, whatever fails while it ends', () => {
    const failed = (path: string): ExecutionEvent => {
      const error = { code: 'node/failed', message: path, retryable: false };
      return { at, type: 'NodeFailed', ...factOf(path), error, retrying: false, edges: [] };
    };
    const state = running(plan, done('start'), begun('work'), begun('side'), failed('side'), failed('work'));
    expect(state.failure).toMatchObject({ path: 'side', error: { message: 'side' } });
  });
});

describe('the fold of an event', () => {
  const state = running(plan, done('start'), begun('work'));

  it.each<ExecutionEvent>([
    { at, type: 'ReasoningDelta', ...factOf('work'), text: 'hm' },
    { at, type: 'ToolCallStarted', ...factOf('work'), call: { id: '1', name: 'find', arguments: {} } },
    { at, type: 'LogWritten', level: 'info', message: 'here' },
  ])('of type $type, which only tells, moves nothing but the sequence', (event) => {
    expect(fold(state, event)).toEqual({ ...state, sequence: state.sequence + 1 });
  });

  it('of a text remembers when the first one came, and nothing else', () => {
    const said = (when: number): ExecutionEvent => ({
      at: when,
      type: 'TextDelta',
      ...factOf('work'),
      text: 'a',
    });
    const first = fold(state, said(at + 5));
    expect(first).toEqual({ ...state, sequence: state.sequence + 1, firstTextAt: at + 5 });
    expect(fold(first, said(at + 9))).toEqual({ ...first, sequence: first.sequence + 1 });
  });

  it('of a text that comes after the end remembers nothing', () => {
    const over = fold(state, { at, type: 'ExecutionCancelled' });
    const late = fold(over, { at, type: 'TextDelta', ...factOf('work'), text: 'a' });
    expect(late).toEqual({ ...over, sequence: over.sequence + 1 });
  });

  it('adds what a call used; a sum with something unknown in it is unknown', () => {
    const spent = (costMicroUsd: number | null): ExecutionEvent => {
      const usage = { ...noUsage, inputTokens: 2, totalTokens: 3, costMicroUsd, modelCalls: 1 };
      return { at, type: 'UsageRecorded', ...factOf('work'), provider: 'p', model: 'm', usage };
    };
    const known = { ...noUsage, inputTokens: 4, totalTokens: 6, costMicroUsd: 12, modelCalls: 2 };
    expect(fold(state, spent(5), spent(7)).usage).toEqual(known);
    expect(fold(state, spent(5), spent(null), spent(7)).usage).toEqual({
      ...noUsage,
      inputTokens: 6,
      totalTokens: 9,
      costMicroUsd: null,
      modelCalls: 3,
    });
  });

  it('counts the tokens that are known, also of calls of which some are not', () => {
    const used = (tokens: Partial<Usage>): ExecutionEvent => {
      const unknown = { inputTokens: null, outputTokens: null, totalTokens: null, modelCalls: 1 };
      const usage = { ...noUsage, ...unknown, ...tokens };
      return { at, type: 'UsageRecorded', ...factOf('work'), provider: 'p', model: 'm', usage };
    };
    const calls = [used({ totalTokens: 5, inputTokens: 2 }), used({}), used({ inputTokens: 3 })];
    expect(fold(state, ...calls)).toMatchObject({ knownTokens: 8, usage: { totalTokens: null } });
  });

  it('charges what a call costs at most until it has ended, and for ever where nobody knows what it has cost', () => {
    const fact = factOf('work');
    const reserved: ExecutionEvent = { at, type: 'BudgetReserved', ...fact, mostMicroUsd: 100 };
    const ended = (costMicroUsd: number | null): ExecutionEvent => {
      const usage = { ...noUsage, costMicroUsd, modelCalls: 1 };
      return { at, type: 'UsageRecorded', ...fact, provider: 'p', model: 'm', usage, reservedMicroUsd: 100 };
    };
    const charged = (...events: readonly ExecutionEvent[]) => fold(state, ...events).chargedMicroUsd;
    expect(charged(reserved, reserved)).toBe(200);
    expect(charged(reserved, ended(30))).toBe(30);
    expect(charged(reserved, ended(130))).toBe(130);
    expect(charged(reserved, ended(null))).toBe(100);
    expect(charged(reserved, superseded('work'), begun('work', 2))).toBe(100);
  });

  it('V2: of an attempt that another one followed moves nothing', () => {
    const second = fold(state, superseded('work'), begun('work', 2));
    const stale: readonly ExecutionEvent[] = [
      begun('work'),
      done('work'),
      superseded('work'),
      { at, type: 'NodeCancelled', ...factOf('work') },
      { at, type: 'NodeResumed', ...factOf('work') },
    ];
    for (const event of stale)
      expect(fold(second, event)).toEqual({ ...second, sequence: second.sequence + 1 });
    expect(second.open.get('work')).toMatchObject({ attempt: 2, tries: 1, status: 'running' });
  });

  it('V1: of a node that the plan does not have is refused: it is from another log', () => {
    expect(() => fold(state, begun('elsewhere'))).toThrow(new RangeError('the plan has no node "elsewhere"'));
  });

  it.each([
    ['node', () => nodeAt(state, 9)],
    ['node', () => nodeStateAt(state, 9)],
    ['region', () => regionAt(state, 9)],
    ['region', () => regionStateAt(state, 9)],
  ])('never asks for a %s that the plan does not have: that is refused', (kind, ask) => {
    expect(ask).toThrow(new RangeError(`the plan has no ${kind} 9`));
  });
});
