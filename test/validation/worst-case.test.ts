import { describe, expect, it } from 'vitest';
import { worstCaseCalls } from '../../src/validation/capability/worst-case.ts';
import { validator } from '../support/validator.ts';

const { inspect } = validator;

const start = { id: 'start', type: 'start' };
const ask = (id: string, config: object = {}, more: object = {}) => ({
  id,
  type: 'model',
  config: { prompt: 'hello', ...config },
  ...more,
});
const e = (source: string, target: string, more: object = {}) => ({ source, target, ...more });
const loop = (id: string, config: object) => ({ id, type: 'loop', config });
const roomy = { maxSteps: 1_000_000 };

function callsOf(nodes: readonly object[], edges: readonly object[], limits: object = roomy): number {
  const { survey, issues } = inspect({ nodes: [start, ...nodes], edges, limits });
  if (survey === null) throw new Error(issues[0]?.message);
  return worstCaseCalls(survey);
}

/** start → l ⇄ the nodes. */
function around(header: object, ...inside: readonly { readonly id: string }[]) {
  const last = inside.at(-1)?.id ?? 'l';
  return [
    [header, ...inside],
    [
      e('start', 'l'),
      ...inside.map(({ id }, index) =>
        index === 0 ? e('l', id, { sourcePort: 'body' }) : e(inside[index - 1]?.id ?? '', id),
      ),
      e(last, 'l'),
    ],
  ] as const;
}

describe('the calls of models that an execution can make at most', () => {
  it('are one for each model node, disabled ones aside', () => {
    const nodes = [ask('a'), ask('b'), ask('c', {}, { enabled: false })];
    expect(callsOf(nodes, [e('start', 'a'), e('a', 'b'), e('b', 'c')])).toBe(2);
  });

  it('are as many as loops allow, bounds multiplied through', () => {
    expect(callsOf(...around(loop('l', { maxIterations: 7 }), ask('a'), ask('b')))).toBe(14);
    const inner = [loop('l', { maxIterations: 7 }), loop('m', { maxIterations: 5 }), ask('a')];
    const edges = [
      e('start', 'l'),
      e('l', 'm', { sourcePort: 'body' }),
      e('m', 'a', { sourcePort: 'body' }),
      e('a', 'm'),
      e('m', 'l', { sourcePort: 'done' }),
    ];
    expect(callsOf(inner, edges)).toBe(35);
  });

  it('are no more than a list has items, where it stands in the workflow', () => {
    expect(callsOf(...around(loop('l', { maxIterations: 7, items: '[1, 2, 3]' }), ask('a')))).toBe(3);
    expect(callsOf(...around(loop('l', { maxIterations: 7, items: 'input.list' }), ask('a')))).toBe(7);
  });

  it('are bounded by limits.maxIterations where no loop node heads the loop', () => {
    const back = e('b', 'a', { condition: 'size(messages) > 0' });
    const edges = [e('start', 'a'), e('a', 'b'), back];
    expect(
      callsOf([ask('a'), { id: 'b', type: 'delay', config: { allowNone: true } }], edges, {
        ...roomy,
        maxIterations: 9,
      }),
    ).toBe(9);
  });

  it('count retries, those of handlers, and fallbacks', () => {
    const model = { provider: 'offline', model: 'echo' };
    const node = ask('a', { fallbackModels: [model, model] }, { retry: { maxAttempts: 4 } });
    expect(callsOf([node], [e('start', 'a')])).toBe(12);
    const handler = { id: 'h', type: 'error_handler', config: { maxRetries: 2 } };
    const edges = [e('start', 'a'), e('a', 'h', { sourcePort: 'error' })];
    expect(callsOf([node, handler], edges)).toBe(18);
  });

  it('multiply through maps and sub-workflows', () => {
    const graph = { nodes: [start, ask('a')], edges: [e('start', 'a')] };
    const map = (items: string) => ({ id: 'm', type: 'map', config: { items, graph } });
    expect(callsOf([map('[1, 2, 3, 4]')], [e('start', 'm')])).toBe(4);
    const sub = {
      id: 's',
      type: 'subworkflow',
      config: { graph: { nodes: [start, map('[1, 2]')], edges: [e('start', 'm')] } },
    };
    expect(callsOf(...around(loop('l', { maxIterations: 3 }), sub))).toBe(6);
  });

  it('are no more than limits.maxSteps allows, where nobody knows how long a list is', () => {
    const graph = { nodes: [start, ask('a', {}, { retry: { maxAttempts: 2 } })], edges: [e('start', 'a')] };
    const map = { id: 'm', type: 'map', config: { items: 'input.list', graph } };
    expect(callsOf([map], [e('start', 'm')], { maxSteps: 50 })).toBe(100);
  });

  it('are none where a loop never runs', () => {
    expect(callsOf(...around(loop('l', { maxIterations: 0 }), ask('a')))).toBe(0);
  });
});
