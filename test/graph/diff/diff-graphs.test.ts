import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  diffGraphs,
  hashGraph,
  parseWorkflowGraph,
  summaryOf,
  type WorkflowGraph,
} from '../../../src/graph/index.ts';
import type { Json } from '../../../src/kernel/index.ts';
import { randomDocument } from '../random-document.ts';

function graphOf(input: unknown): WorkflowGraph {
  const parsed = parseWorkflowGraph(input);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return parsed.value;
}

const support = {
  name: 'Support',
  inputs: {
    type: 'object',
    properties: { topic: { type: 'string', maxLength: 10 }, tone: { enum: ['kind', 'plain'] } },
    required: ['topic'],
  },
  outputs: { answer: 'nodes.answer.output.text' },
  variables: { tries: 0 },
  nodes: [
    { id: 'start', type: 'start', position: { x: 0, y: 0 } },
    { id: 'answer', type: 'model', label: 'Answer', config: { prompt: 'Hi', models: ['a', 'b'] } },
    { id: 'remark', type: 'note', config: { text: 'Why?' } },
  ],
  edges: [{ id: 'e1', source: 'start', target: 'answer' }],
};

type Change = Readonly<Record<string, unknown>>;

/** What leads from the support workflow to the same with something else in it. */
const diff = (change: Change) => diffGraphs(graphOf(support), graphOf({ ...support, ...change }));
const inputs = (change: object) => diff({ inputs: { ...support.inputs, ...change } });
const topic = (schema: object) => inputs({ properties: { ...support.inputs.properties, topic: schema } });
const node = (index: number, change: object) =>
  diff({ nodes: support.nodes.map((one, at) => (at === index ? { ...one, ...change } : one)) });

describe('what leads from one graph to another', () => {
  it('D2: is nothing where they are the same', () => {
    expect(diff({})).toEqual({ isSame: true, isBreaking: false, changes: [] });
  });

  it('names a node that came and one that went, as a whole', () => {
    const [start, , remark] = support.nodes;
    const end = { id: 'end', type: 'end' };
    expect(diff({ nodes: [start, end, remark] })).toMatchObject({
      isSame: false,
      changes: [
        {
          subject: 'node',
          id: 'answer',
          change: 'removed',
          path: null,
          before: { type: 'model' },
          after: null,
        },
        { subject: 'node', id: 'end', change: 'added', path: null, before: null, after: { type: 'end' } },
      ],
    });
  });

  it('tells a node that is there on both sides field by field, as deep as it goes', () => {
    const { changes } = node(1, {
      config: { prompt: 'Hello', models: ['a', 'c'], maxTokens: 5 },
      timeoutMs: 9,
    });
    expect(changes).toEqual([
      changed('config.prompt', 'Hi', 'Hello'),
      changed('config.models.1', 'b', 'c'),
      changed('config.maxTokens', null, 5),
      changed('timeoutMs', null, 9),
    ]);
  });

  it('takes a list that has become longer for another list', () => {
    const { changes } = node(1, { config: { prompt: 'Hi', models: ['z', 'a', 'b'] } });
    expect(changes).toEqual([changed('config.models', ['a', 'b'], ['z', 'a', 'b'])]);
  });

  const changed = (path: string, before: unknown, after: unknown) => ({
    subject: 'node',
    id: 'answer',
    change: 'changed',
    path,
    before,
    after,
    layout: false,
    breaking: false,
  });

  it.each<[string, Change]>([
    ['a position', { nodes: [{ ...support.nodes[0], position: { x: 9, y: 0 } }, ...support.nodes.slice(1)] }],
    ['a note', { nodes: support.nodes.slice(0, 2) }],
    ['the name', { name: 'Help' }],
    ['the label of an edge', { edges: [{ ...support.edges[0], label: 'go' }] }],
    ['metadata', { metadata: { colour: 'blue' } }],
  ])('has %s apart: it is layout, and both run the same', (_, change) => {
    const { isSame, changes } = diff(change);
    expect(isSame).toBe(true);
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.every(({ layout }) => layout)).toBe(true);
  });

  it('says that nodes stand in another order, which is that in which they start', () => {
    const [start, answer, remark] = support.nodes;
    const { changes, isSame } = diff({ nodes: [remark, answer, start] });
    expect(isSame).toBe(false);
    expect(changes).toMatchObject([
      { subject: 'node', change: 'reordered', before: ['start', 'answer'], after: ['answer', 'start'] },
    ]);
  });

  it('tells edges, variables and limits', () => {
    const edges = [{ ...support.edges[0], condition: 'true' }];
    const { changes } = diff({ edges, variables: { tries: 1, more: [] }, limits: { maxSteps: 5 } });
    expect(changes).toMatchObject([
      { subject: 'variable', id: 'tries', path: null, before: 0, after: 1 },
      { subject: 'variable', id: 'more', change: 'added', after: [] },
      { subject: 'limit', id: 'maxSteps', before: 1000, after: 5 },
      { subject: 'edge', id: 'e1', change: 'changed', path: 'condition', before: null, after: 'true' },
    ]);
  });

  it('compares a graph inside a node as a graph: by its nodes, and with its layout apart', () => {
    const each = (graph: object) => ({ id: 'each', type: 'map', config: { items: '[]', graph } });
    const inner = (prompt: string, x: number) => ({
      inputs: { properties: { a: {} } },
      nodes: [
        { id: 'start', type: 'start', position: { x, y: 0 } },
        { id: 'say', type: 'model', config: { prompt } },
      ],
    });
    const of = (graph: object) => graphOf({ nodes: [{ id: 'start', type: 'start' }, each(graph)] });
    const moved = diffGraphs(of(inner('a', 0)), of(inner('a', 5)));
    expect(moved).toMatchObject({ isSame: true, changes: [{ id: 'each/start', path: 'position.x' }] });
    const { inputs: _, ...without } = inner('b', 0);
    expect(diffGraphs(of(inner('a', 0)), of(without))).toMatchObject({
      isSame: false,
      isBreaking: false,
      changes: [
        { subject: 'input', id: 'each/a', change: 'removed' },
        { subject: 'node', id: 'each/say', path: 'config.prompt', before: 'a', after: 'b', layout: false },
      ],
    });
  });
});

describe('a change that breaks callers', () => {
  it.each<[string, () => { readonly isBreaking: boolean }]>([
    ['an input that is gone', () => inputs({ properties: { topic: support.inputs.properties.topic } })],
    ['an input that must be given now', () => inputs({ required: ['topic', 'tone'] })],
    [
      'a new input that must be given',
      () => inputs({ properties: { ...support.inputs.properties, more: {} }, required: ['topic', 'more'] }),
    ],
    ['another type', () => topic({ type: 'integer', maxLength: 10 })],
    [
      'a type where there was none',
      () =>
        inputs({
          properties: { ...support.inputs.properties, tone: { type: 'string', enum: ['kind', 'plain'] } },
        }),
    ],
    ['a lower maximum', () => topic({ type: 'string', maxLength: 9 })],
    ['a minimum where there was none', () => topic({ type: 'string', maxLength: 10, minLength: 1 })],
    ['a pattern', () => topic({ type: 'string', maxLength: 10, pattern: '^a' })],
    [
      'a value that is not allowed any more',
      () => inputs({ properties: { ...support.inputs.properties, tone: { enum: ['kind'] } } }),
    ],
    [
      'a field of an object that is gone with all the others',
      () => {
        const of = (more: object) =>
          graphOf({
            nodes: [],
            inputs: { properties: { who: { type: 'object', additionalProperties: false, ...more } } },
          });
        return diffGraphs(of({ properties: { name: {} } }), of({}));
      },
    ],
    ['nothing else being allowed any more', () => inputs({ additionalProperties: false })],
    ['inputs that are described as no schema describes them', () => inputs({ properties: [] })],
    ['an output that is gone', () => diff({ outputs: {} })],
  ])('is %s', (_, make) => {
    expect(make().isBreaking).toBe(true);
  });

  it.each<[string, () => { readonly isBreaking: boolean }]>([
    ['an input that need not be given any more', () => inputs({ required: [] })],
    [
      'a new input that may be left out',
      () => inputs({ properties: { ...support.inputs.properties, more: {} } }),
    ],
    ['a wider type', () => topic({ type: ['string', 'null'], maxLength: 10 })],
    ['a higher maximum, or none', () => topic({ type: 'string' })],
    [
      'another allowed value',
      () =>
        inputs({ properties: { ...support.inputs.properties, tone: { enum: ['plain', 'kind', 'dry'] } } }),
    ],
    ['a description', () => topic({ type: 'string', maxLength: 10, description: 'What about.' })],
    ['a new output', () => diff({ outputs: { ...support.outputs, more: 'vars.tries' } })],
    ['an output that is made otherwise', () => diff({ outputs: { answer: '"no"' } })],
    ['a variable that is gone', () => diff({ variables: {} })],
    ['inputs that are written in another order', () => inputs({ required: ['topic', 'topic'] })],
  ])('is not %s', (_, make) => {
    expect(make()).toMatchObject({ isBreaking: false, isSame: false });
  });

  it('is told of the input that it is about', () => {
    const { changes } = inputs({ required: ['tone'] });
    expect(changes).toMatchObject([
      { subject: 'input', id: 'topic', path: 'required', before: true, after: false, breaking: false },
      { subject: 'input', id: 'tone', path: 'required', before: false, after: true, breaking: true },
    ]);
  });

  it('knows that whole numbers are numbers, and not the other way round', () => {
    const of = (type: string) => graphOf({ nodes: [], inputs: { properties: { n: { type } } } });
    expect(diffGraphs(of('integer'), of('number')).isBreaking).toBe(false);
    expect(diffGraphs(of('number'), of('integer')).isBreaking).toBe(true);
  });

  it('takes names that every JavaScript object has for names like any other', () => {
    const of = (properties: object) => graphOf({ nodes: [], inputs: { properties: { p: { properties } } } });
    const [less, more] = [of({ q: {} }), of({ q: {}, toString: { type: 'string' } })];
    expect(diffGraphs(less, more).isBreaking).toBe(false);
    expect(diffGraphs(more, less).isBreaking).toBe(true);
  });

  it('is found in what is inside an input, too', () => {
    const of = (inner: object) =>
      graphOf({
        nodes: [],
        inputs: { properties: { p: { type: 'object', properties: { q: inner }, required: ['q'] } } },
      });
    expect(diffGraphs(of({ type: 'string' }), of({ type: 'boolean' })).isBreaking).toBe(true);
    expect(diffGraphs(of({ type: 'string' }), of({ type: 'string', title: 'Q' })).isBreaking).toBe(false);
  });
});

describe('the inputs of graphs of the greatest length are compared in the time that it takes to read them:', () => {
  const texts = (prefix: string) => Array.from({ length: 60_000 }, (_, index) => `${prefix}${index}`);
  const of = (given: object) => graphOf({ nodes: [], inputs: given });
  const allowed = (values: readonly string[]) => of({ properties: { x: { enum: values } } });

  it.each<[string, WorkflowGraph, WorkflowGraph, number]>([
    ['values that are allowed', allowed(texts('a')), allowed(texts('b')), 60_000],
    ['values that are allowed in another order', allowed(texts('a')), allowed(texts('a').reverse()), 60_000],
    ['one value more', allowed(texts('a')), allowed([...texts('a'), 'b']), 1],
    ['names that are required', of({ required: texts('a') }), of({ required: texts('b') }), 120_000],
  ])('%s', (_, before, after, changes) => {
    expect(diffGraphs(before, after).changes).toHaveLength(changes);
  });
});

it.each([
  ['variables', (value: Json) => ({ nodes: [], variables: { ['k'.repeat(300_000)]: value } })],
  [
    'the configuration of a node',
    (value: Json) => ({ nodes: [{ id: 'a', type: 'x', config: { ['k'.repeat(300_000)]: value } }] }),
  ],
])('a long key in %s is not told in full with everything that lies within', (_, document) => {
  const inside = (value: number) =>
    Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`a${index}`, value]));
  const { changes } = diffGraphs(graphOf(document(inside(1))), graphOf(document(inside(2))));
  expect(changes).toHaveLength(10_000);
  expect(JSON.stringify(changes).length).toBeLessThan(4_000_000);
});

describe('the changes between any two graphs', () => {
  /** Every node and edge by an id of its own, as what was validated has them. */
  const graphs = randomDocument.map((document) => {
    const graph = graphOf(document);
    const once = <T extends { readonly id: string }>(list: readonly T[]) => [
      ...new Map(list.map((one) => [one.id, one])).values(),
    ];
    return { ...graph, nodes: once(graph.nodes), edges: once(graph.edges) };
  });

  it('D1: are changes of the layout only where both have the same hash', () => {
    fc.assert(
      fc.property(graphs, graphs, (before, after) => {
        expect(diffGraphs(before, after).isSame).toBe(hashGraph(before) === hashGraph(after));
      }),
      { numRuns: 500 },
    );
  });

  it('D1: also where they differ in one part alone', () => {
    const parts = ['inputs', 'outputs', 'variables', 'nodes', 'edges', 'limits', 'metadata'] as const;
    fc.assert(
      fc.property(graphs, graphs, fc.constantFrom(...parts), (before, other, part) => {
        const after = { ...before, [part]: other[part] };
        expect(diffGraphs(before, after).isSame).toBe(hashGraph(before) === hashGraph(after));
      }),
      { numRuns: 1000 },
    );
  });

  it('D2: are none between a graph and itself', () => {
    fc.assert(fc.property(graphs, (graph) => diffGraphs(graph, graph).changes.length === 0));
  });

  it('turn round with the graphs: what was added is removed', () => {
    fc.assert(
      fc.property(graphs, graphs, (before, after) => {
        const count = (from: WorkflowGraph, to: WorkflowGraph, kind: string) =>
          diffGraphs(from, to).changes.filter(({ change }) => change === kind).length;
        expect(count(before, after, 'added')).toBe(count(after, before, 'removed'));
        expect(count(before, after, 'changed')).toBe(count(after, before, 'changed'));
      }),
    );
  });
});

describe('the summary of changes', () => {
  it('names what runs before what is only seen, and says how much more there is', () => {
    expect(summaryOf([])).toBe('nothing');
    expect(summaryOf(diff({ name: 'Help', variables: {} }).changes)).toBe(
      'variable tries removed, document: name changed',
    );
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`v${index}`, index]));
    expect(summaryOf(diff({ variables: { tries: 0, ...many } }).changes)).toMatch(/v4 added, 4 more$/);
  });
});
