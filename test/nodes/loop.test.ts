import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/index.ts';
import { runPure } from './pure-run.ts';
import { graphOf, issuesOf, visit } from './run-node.ts';

const variables = { list: ['a', 'b'], done: false, log: [] };

/** `it` is the loop; its body appends the iteration to `vars.log`. */
function loopGraph(config: JsonObject) {
  return graphOf({
    variables,
    nodes: [
      { id: 'start', type: 'start' },
      { id: 'it', type: 'loop', config },
      {
        id: 'body',
        type: 'variable',
        config: { operation: 'append', name: 'log', value: '{{ nodes.it.output }}' },
      },
      { id: 'end', type: 'end' },
    ],
    edges: [
      { source: 'start', target: 'it' },
      { source: 'it', sourcePort: 'body', target: 'body' },
      { source: 'body', target: 'it' },
      { source: 'it', sourcePort: 'done', target: 'end' },
    ],
  });
}

function visitAt(iteration: number, config: JsonObject, vars: JsonObject = variables) {
  return visit(loopGraph(config), { iteration, values: { vars } });
}

describe('loop', () => {
  it('runs its body as often as its bound, then leaves by done, exhausted', () => {
    const { state, visits } = runPure(loopGraph({ maxIterations: 3 }));
    expect(visits.filter((path) => path.startsWith('it['))).toEqual([
      'it[0]/it.body',
      'it[0]/body.out',
      'it[1]/it.body',
      'it[1]/body.out',
      'it[2]/it.body',
      'it[2]/body.out',
      'it[3]/it.done',
    ]);
    expect(state.status).toBe('completed');
    expect(state.regions[0]).toMatchObject({ exhausted: true, finished: true });
  });

  it('runs once for each item, and has then ended of itself', () => {
    const { state } = runPure(loopGraph({ maxIterations: 2, items: 'vars.list' }));
    expect(state.variables.log).toEqual([
      { port: 'body', index: 0, item: 'a', count: 2, exhausted: false },
      { port: 'body', index: 1, item: 'b', count: 2, exhausted: false },
    ]);
    const last = { port: 'done', index: 2, item: null, count: 2, exhausted: false };
    expect(state.nodes[1]?.output).toEqual(last);
    expect(state.regions[0]?.exhausted).toBe(false);
  });

  it('is exhausted where items are left over', () => {
    expect(visitAt(1, { maxIterations: 1, items: 'vars.list' })).toEqual({
      status: 'completed',
      port: 'done',
      output: { port: 'done', index: 1, item: null, count: 2, exhausted: true },
      exhausted: true,
    });
  });

  it('with maxIterations 0 leaves at once, whatever its expressions are', () => {
    const config = { maxIterations: 0, items: 'input.missing.deep', while: 'input.missing.deep' };
    expect(visitAt(0, config)).toMatchObject({ port: 'done', exhausted: true });
  });

  it('of an empty list leaves at once', () => {
    expect(visitAt(0, { maxIterations: 5, items: '[]' })).toMatchObject({
      port: 'done',
      output: { index: 0, count: 0, exhausted: false },
    });
  });

  it('asks while before every iteration, also the first', () => {
    const config = { maxIterations: 5, while: '!vars.done' };
    expect(visitAt(0, config, { done: true })).toMatchObject({ port: 'done', output: { exhausted: false } });
    expect(visitAt(0, config, { done: false })).toMatchObject({ port: 'body' });
    expect(visitAt(3, config, { done: true })).toMatchObject({ port: 'done' });
  });

  it('asks until only after an iteration, so what the body gives can be asked for', () => {
    const config = { maxIterations: 5, until: 'vars.done' };
    expect(visitAt(0, config, { done: true })).toMatchObject({ port: 'body' });
    expect(visitAt(1, config, { done: true })).toMatchObject({ port: 'done', output: { exhausted: false } });
    expect(visitAt(1, config, { done: false })).toMatchObject({ port: 'body' });
  });

  it('ends of itself where its conditions end it at its bound', () => {
    expect(visitAt(2, { maxIterations: 2, while: 'false' })).not.toHaveProperty('exhausted');
    expect(visitAt(2, { maxIterations: 2, while: 'true' })).toHaveProperty('exhausted', true);
  });

  it('inside another loop begins anew in every iteration of it', () => {
    const graph = graphOf({
      variables: { log: [] },
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'outer', type: 'loop', config: { maxIterations: 9, items: '["x", "y"]' } },
        { id: 'inner', type: 'loop', config: { maxIterations: 2 } },
        {
          id: 'note',
          type: 'variable',
          config: {
            operation: 'append',
            name: 'log',
            value: '{{ nodes.outer.output.item }}{{ loop.inner.index }}',
          },
        },
      ],
      edges: [
        { source: 'start', target: 'outer' },
        { source: 'outer', sourcePort: 'body', target: 'inner' },
        { source: 'inner', sourcePort: 'body', target: 'note' },
        { source: 'note', target: 'inner' },
        { source: 'inner', sourcePort: 'done', target: 'outer' },
      ],
    });
    expect(runPure(graph).state.variables.log).toEqual(['x0', 'x1', 'y0', 'y1']);
  });

  it.each([
    ['items that are no list', { maxIterations: 1, items: 'input.list' }],
    ['a condition that is none', { maxIterations: 1, while: 'input.list' }],
    ['a condition of what is not there', { maxIterations: 1, while: 'input.missing' }],
  ])('fails at %s', (_, config) => {
    const failed = visit(loopGraph(config), { values: { input: { list: 'x' }, vars: {} } });
    expect(failed).toMatchObject({
      status: 'failed',
      error: { code: 'expression/failed', retryable: false },
    });
  });

  it.each([
    ['no bound', { while: 'true' }, 'config.maxIterations is missing'],
    ['a negative bound', { maxIterations: -1 }, 'at least 0 is required'],
    ['a fraction as its bound', { maxIterations: 1.5 }, 'must be a whole number'],
    ['a list that is a number', { maxIterations: 1, items: 'size(vars.list)' }, 'must give list'],
    ['a condition that is text', { maxIterations: 1, until: '"x"' }, 'must give bool'],
  ])('is refused with %s', (_, config, message) => {
    expect(issuesOf(loopGraph(config)).join()).toContain(message);
  });
});
