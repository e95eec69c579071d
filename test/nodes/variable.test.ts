import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/index.ts';
import { graphWith, issuesOf, visit } from './run-node.ts';

const variables = { count: 1, list: [], settings: { a: 1 }, title: 'x', anything: null };

function change(config: JsonObject, vars: JsonObject = variables) {
  return visit(graphWith('variable', config, { variables }), { values: { vars, input: { n: 3, tag: 'b' } } });
}

describe('variable', () => {
  it.each([
    ['set', { name: 'count', value: 7 }, { operation: 'set', name: 'count', value: 7 }, 7],
    ['append', { name: 'list', value: 'a' }, { operation: 'append', name: 'list', value: 'a' }, ['a']],
    ['increment', { name: 'count' }, { operation: 'increment', name: 'count', value: 1 }, 2],
    ['increment', { name: 'count', value: 4 }, { operation: 'increment', name: 'count', value: 4 }, 5],
    ['decrement', { name: 'count', value: 0.5 }, { operation: 'decrement', name: 'count', value: 0.5 }, 0.5],
    [
      'merge',
      { name: 'settings', value: { b: 2 } },
      { operation: 'merge', name: 'settings', value: { b: 2 } },
      { a: 1, b: 2 },
    ],
    ['delete', { name: 'title' }, { operation: 'delete', name: 'title' }, null],
  ])('%s of %j changes the variable and gives its new value', (operation, config, made, value) => {
    expect(change({ operation, ...config })).toEqual({
      status: 'completed',
      port: 'out',
      output: { name: config.name, value },
      variables: [made],
    });
  });

  it('sets where no operation is named', () => {
    expect(change({ name: 'anything', value: true })).toMatchObject({
      variables: [{ operation: 'set', value: true }],
    });
  });

  it('get gives the value and changes nothing', () => {
    const got = change({ operation: 'get', name: 'count' });
    expect(got).toEqual({ status: 'completed', port: 'out', output: { name: 'count', value: 1 } });
    expect(change({ operation: 'get', name: 'missing' })).toMatchObject({ output: { value: null } });
  });

  it('keeps the type of an expression that is the whole value', () => {
    expect(change({ name: 'anything', value: '{{ input.n + 1.0 }}' })).toMatchObject({
      output: { value: 4 },
    });
    expect(change({ name: 'anything', value: 'n = {{ input.n }}' })).toMatchObject({
      output: { value: 'n = 3' },
    });
  });

  it('evaluates texts anywhere in the value', () => {
    const value = { tags: ['a', '{{ input.tag }}'], fixed: 1 };
    expect(change({ name: 'anything', value })).toMatchObject({
      output: { value: { tags: ['a', 'b'], fixed: 1 } },
    });
  });

  it('begins with a missing variable as with nothing, and loses no value', () => {
    expect(change({ operation: 'append', name: 'log', value: 1 }, {})).toMatchObject({
      output: { value: [1] },
    });
    expect(change({ operation: 'increment', name: 'n', value: 2 }, {})).toMatchObject({
      output: { value: 2 },
    });
    expect(change({ operation: 'merge', name: 'o', value: { a: 1 } }, {})).toMatchObject({
      output: { value: { a: 1 } },
    });
  });

  it('appending to a single value makes a list of both', () => {
    expect(change({ operation: 'append', name: 'anything', value: 2 }, { anything: 1 })).toMatchObject({
      output: { value: [1, 2] },
    });
  });

  it.each([
    ['increment of a list', { operation: 'increment', name: 'anything' }, { anything: [1] }, 'holds a list'],
    [
      'merge into a text',
      { operation: 'merge', name: 'anything', value: {} },
      { anything: 'x' },
      'holds text',
    ],
    [
      'a value of another type',
      { operation: 'increment', name: 'count', value: '{{ input.tag }}' },
      {},
      'the value is text',
    ],
    [
      'a declared number that would become text',
      { name: 'count', value: '{{ input.tag }}' },
      {},
      'declare it as null',
    ],
  ])('refuses %s', (_, config, vars, message) => {
    expect(change(config, vars)).toMatchObject({
      status: 'failed',
      error: { code: 'variable/wrong-type', message: expect.stringContaining(message), retryable: false },
    });
  });

  it('a declared variable may become null', () => {
    expect(change({ name: 'count', value: null })).toMatchObject({ status: 'completed' });
  });

  it('fails where the expression of its value does', () => {
    expect(change({ name: 'anything', value: '{{ input.missing.deep }}' })).toMatchObject({
      error: { code: 'expression/failed' },
    });
  });

  it.each([
    ['no name', { value: 1 }, 'config.name is missing'],
    ['an unknown operation', { name: 'x', operation: 'push', value: 1 }, 'config.operation is "push"'],
    ['set without a value', { name: 'x' }, 'config.value is missing: set needs one'],
    ['delete with a value', { name: 'x', operation: 'delete', value: 1 }, 'config.value means nothing'],
    ['increment by text', { name: 'x', operation: 'increment', value: 'a' }, 'config.value is text'],
    ['merge of a list', { name: 'x', operation: 'merge', value: [] }, 'config.value is a list'],
    [
      'text for a number',
      { name: 'count', value: 'x' },
      'config.value goes to a variable that holds a number',
    ],
    [
      'an item for a text',
      { operation: 'append', name: 'title', value: '{{ vars.count }}' },
      'config.name names a variable that holds text from the beginning and cannot become a list',
    ],
    ['increment of a list', { operation: 'increment', name: 'list' }, 'config.name names a variable'],
    ['merge into a number', { operation: 'merge', name: 'count', value: {} }, 'config.name names a variable'],
    ['a name that objects have', { name: 'constructor', value: 1 }, 'config.name is reserved'],
    ['an expression that is wrong', { name: 'x', value: { a: ['{{ vars.cuont }}'] } }, 'config.value.a.0'],
    [
      'an expression that gives text for a number',
      { name: 'count', value: '{{ vars.title + "!" }}' },
      'config.value goes to a variable that holds a number from the beginning and cannot become text',
    ],
    [
      'text around expressions for a number',
      { name: 'count', value: '{{ vars.count }} times' },
      'config.value goes to a variable that holds a number from the beginning and cannot become text',
    ],
    [
      'an expression that gives a time for an object',
      { name: 'settings', value: '{{ timestamp("2026-01-01T00:00:00Z") }}' },
      'holds an object from the beginning and cannot become text',
    ],
    [
      'an expression that gives text to increment by',
      { operation: 'increment', name: 'count', value: '{{ vars.title }}' },
      'config.value gives text: increment needs a number',
    ],
    [
      'an expression that gives null to decrement a variable by that only nodes name',
      { operation: 'decrement', name: 'x', value: '{{ null }}' },
      'config.value gives null: decrement needs a number',
    ],
    [
      'an expression that gives a list to merge',
      { operation: 'merge', name: 'settings', value: '{{ [1] }}' },
      'config.value gives a list: merge needs an object',
    ],
  ])('is refused with %s', (_, config, message) => {
    expect(issuesOf(graphWith('variable', config, { variables })).join()).toContain(message);
  });

  it.each([
    ['of whose type nothing is known', { name: 'count', value: '{{ input.n }}' }],
    ['that is a whole number of CEL', { name: 'count', value: '{{ size(vars.title) }}' }],
    ['that gives null', { name: 'count', value: '{{ null }}' }],
    ['of any type for a variable that begins as null', { name: 'anything', value: '{{ vars.list }}' }],
    ['that is an object', { operation: 'merge', name: 'settings', value: '{{ {"b": vars.count} }}' }],
    ['that is put at the end of a list', { operation: 'append', name: 'list', value: '{{ vars.title }}' }],
    ['of an unknown type to increment by', { operation: 'increment', name: 'count', value: '{{ input.n }}' }],
  ])('may be given an expression %s', (_, config) => {
    expect(issuesOf(graphWith('variable', config, { variables }))).toEqual([]);
  });

  it('makes a variable that it alone names known to expressions', () => {
    const outputs = { x: 'vars.fresh' };
    expect(issuesOf(graphWith('variable', { name: 'fresh', value: 1 }, { outputs }))).toEqual([]);
    expect(issuesOf(graphWith('variable', { name: 'other', value: 1 }, { outputs }))).toHaveLength(1);
  });
});
