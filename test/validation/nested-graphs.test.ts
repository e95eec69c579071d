import { describe, expect, it } from 'vitest';
import { apiContext } from '../support/validation-context.ts';
import { validator } from '../support/validator.ts';

const start = { id: 'start', type: 'start' };
const around = (type: string, config: object, more: object = {}) => ({
  nodes: [start, { id: 'n', type, config }],
  edges: [{ source: 'start', target: 'n' }],
  ...more,
});
const each = (graph: unknown, more: object = {}) => around('map', { items: '[1]', graph }, more);
const node = (config: object, type = 'transform') => ({
  nodes: [start, { id: 'inner', type, config }],
  edges: [{ source: 'start', target: 'inner' }],
});
const found = (document: unknown) =>
  validator
    .validate(document, apiContext)
    .result.issues.map(({ code, nodeId, path }) => [code, nodeId, path]);

describe('what is wrong in a nested graph is found before it runs', () => {
  it.each([
    ['its document', each({ nodes: 7 }), 'document/invalid-value', 'nodes'],
    ['its configurations', each(node({ text: 7 })), 'node/config-invalid', 'nodes.1.config.text'],
    ['its structure', each({ nodes: [] }), 'graph/no-start', 'nodes'],
    [
      'an edge of it',
      each({ nodes: [start], edges: [{ source: 'start', target: 'x' }] }),
      'edge/unknown-target',
      'edges.0.target',
    ],
    [
      'an expression of it',
      each(node({ outputs: { a: 'itm' } })),
      'expression/invalid',
      'nodes.1.config.outputs.a',
    ],
    [
      'its outputs',
      each({ ...node({ text: 'x' }), outputs: { a: '1 +' } }),
      'expression/invalid',
      'outputs.a',
    ],
    ['a kind that is not there', each(node({}, 'mapp')), 'node/unknown-type', 'nodes.1.type'],
  ])('%s', (_, document, code, place) => {
    expect(found(document)).toContainEqual([code, 'n', `nodes.1.config.graph.${place}`]);
  });

  it('a graph two levels down', () => {
    const document = each(node({ items: '[1]', graph: { nodes: [] } }, 'map'));
    expect(found(document)).toEqual([
      ['graph/no-start', 'n', 'nodes.1.config.graph.nodes.1.config.graph.nodes'],
    ]);
  });
});

describe('the names that a nested graph may read', () => {
  const reads = (source: string) => node({ outputs: { a: source } });
  const declared = {
    inputs: { type: 'object', properties: { topic: { type: 'string' } } },
    variables: { count: 0 },
    outputs: { count: 'vars.count' },
  };

  it.each([
    'item',
    'index + 1',
    'input.topic',
    'vars.count + 1',
    'nodes.n.output',
    'nodes.inner.output',
  ])('of a map: %s', (source) => {
    expect(found(each(reads(source), declared))).toEqual([]);
  });

  it.each([
    'input.other',
    'vars.other',
    'nodes.other.output',
    'loop.other.index',
  ])('of a map are not %s', (source) => {
    expect(found(each(reads(source), declared)).map(([code]) => code)).toEqual(['expression/invalid']);
  });

  it('of a sub-workflow are its own, not those around it', () => {
    const run = (source: string, more: object = {}) =>
      found(around('subworkflow', { graph: { ...reads(source), ...more } }, declared)).map(([code]) => code);
    expect(run('vars.mine', { variables: { mine: 1 } })).toEqual([]);
    expect(run('vars.count')).toEqual(['expression/invalid']);
    expect(run('nodes.n.output')).toEqual(['expression/invalid']);
    expect(run('item')).toEqual(['expression/invalid']);
  });

  it('are not to be had outside', () => {
    expect(found(reads('item')).map(([code]) => code)).toEqual(['expression/invalid']);
    expect(
      found({ ...each(node({ text: 'x' })), outputs: { a: 'nodes.inner.output' } }).map(([code]) => code),
    ).toEqual(['expression/invalid']);
  });

  it('include variables that only an item sets', () => {
    const sets = node({ name: 'seen', value: 1 }, 'variable');
    expect(found({ ...each(sets), outputs: { a: 'vars.seen' } })).toEqual([]);
  });

  it('a graph of a map declares neither inputs nor variables: they are those around it', () => {
    const graph = { ...node({ text: 'x' }), inputs: { type: 'object' }, variables: { a: 1 } };
    expect(found(each(graph)).map(([, , path]) => path)).toEqual([
      'nodes.1.config.graph.inputs',
      'nodes.1.config.graph.variables',
    ]);
  });
});
