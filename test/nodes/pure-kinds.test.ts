import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyVariableOperation } from '../../src/engine/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/index.ts';
import { runPure } from './pure-run.ts';
import { graphOf, graphWith, visit } from './run-node.ts';

/*
 * Pure kinds against what their pages say, worked out here in the simplest way: nothing is asked of the kinds.
 */

const value: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom('a', 'text'),
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('k', 'l'), fc.integer({ min: 0, max: 3 })),
);

const change = fc.oneof(
  fc.record({ operation: fc.constantFrom('set', 'append', 'increment', 'decrement', 'merge'), value }),
  fc.record({ operation: fc.constantFrom('get', 'delete', 'increment', 'decrement') }),
);
type Change = { readonly operation: string; readonly value?: Json };

/** What the variable holds then; undefined: it cannot be done. */
function changed(current: Json, { operation, value = 1 }: Change): Json | undefined {
  switch (operation) {
    case 'set':
      return value;
    case 'get':
      return current;
    case 'delete':
      return null;
    case 'append':
      if (current === null) return [value];
      return Array.isArray(current) ? [...current, value] : [current, value];
    case 'merge':
      if (!isJsonObject(value) || (current !== null && !isJsonObject(current))) return undefined;
      return { ...current, ...value };
    default: {
      if (typeof value !== 'number' || (current !== null && typeof current !== 'number')) return undefined;
      return (current ?? 0) + (operation === 'increment' ? value : -value);
    }
  }
}

describe('variable', () => {
  it('does what its page says, whatever is done to one variable, one after the other', () => {
    const property = (changes: readonly Change[]): void => {
      let vars: JsonObject = {};
      for (const { operation, value: given } of changes) {
        // As an expression, so that also a value of the wrong type is met at run time only.
        const config =
          given === undefined
            ? { operation, name: 'v' }
            : { operation, name: 'v', value: '{{ input.given }}' };
        const outcome = visit(graphWith('variable', config), {
          values: { vars, input: { given: given ?? null } },
        });
        const expected = changed(
          vars.v ?? null,
          given === undefined ? { operation } : { operation, value: given },
        );
        if (expected === undefined) {
          expect(outcome).toMatchObject({ status: 'failed', error: { code: 'variable/wrong-type' } });
          continue;
        }
        expect(outcome).toMatchObject({ status: 'completed', output: { name: 'v', value: expected } });
        if (outcome.status === 'completed')
          vars = (outcome.variables ?? []).reduce(applyVariableOperation, vars);
        expect(vars.v ?? null).toEqual(expected);
      }
    };
    fc.assert(fc.property(fc.array(change, { maxLength: 8 }), property), { numRuns: 400 });
  });
});

describe('switch and conditional', () => {
  it('go on by the first case that is true, else by default; a case that is no truth fails, if it is reached', () => {
    const answers = fc.array(fc.constantFrom<Json>(true, false, 'no truth'), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(answers, (given) => {
        const cases = given.map((_, index) => ({ port: `p${index}`, condition: `input.given[${index}]` }));
        const outcome = visit(graphWith('switch', { cases }), { values: { input: { given } } });
        const decides = given.findIndex((answer) => answer !== false);
        if (decides === -1) expect(outcome).toMatchObject({ status: 'completed', port: 'default' });
        else if (given[decides] === true) {
          expect(outcome).toMatchObject({
            status: 'completed',
            port: `p${decides}`,
            output: { port: `p${decides}` },
          });
        } else expect(outcome).toMatchObject({ status: 'failed', error: { code: 'expression/failed' } });
        const [first] = given;
        const asked = visit(graphWith('conditional', { condition: 'input.given[0]' }), {
          values: { input: { given } },
        });
        if (typeof first === 'boolean')
          expect(asked).toMatchObject({ port: String(first), output: { result: first } });
        else expect(asked).toMatchObject({ status: 'failed' });
      }),
      { numRuns: 300 },
    );
  });
});

describe('transform', () => {
  it('gives every output its value, or fails and gives none', () => {
    const numbers = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(numbers, (given) => {
        const outputs = Object.fromEntries(
          given.map((_, index) => [`o${index}`, `12 / int(input.given[${index}])`]),
        );
        const outcome = visit(graphWith('transform', { outputs }), { values: { input: { given } } });
        if (given.includes(0)) {
          expect(outcome).toMatchObject({ status: 'failed', error: { code: 'expression/failed' } });
          return;
        }
        const output = Object.fromEntries(
          given.map((number, index) => [`o${index}`, Math.trunc(12 / number) + 0]),
        );
        expect(outcome).toEqual({ status: 'completed', port: 'out', output });
        const text = given.map((_, index) => `{{ input.given[${index}] }}`).join(';');
        const rendered = visit(graphWith('transform', { text }), { values: { input: { given } } });
        expect(rendered).toMatchObject({ output: { text: given.join(';') } });
      }),
      { numRuns: 200 },
    );
  });
});

interface LoopForm {
  readonly maxIterations: number;
  readonly items: number | undefined;
  readonly while: number | undefined;
  readonly until: number | undefined;
}

/** How often the body runs, and whether the bound ended it. `vars.n` counts its runs. */
function turnsOf(form: LoopForm): { readonly turns: number; readonly exhausted: boolean } {
  let turns = 0;
  if (form.maxIterations === 0) return { turns, exhausted: true };
  for (; ; turns += 1) {
    const isOver =
      (form.items !== undefined && turns >= form.items) ||
      (form.while !== undefined && !(turns < form.while)) ||
      (form.until !== undefined && turns > 0 && turns >= form.until);
    if (isOver) return { turns, exhausted: false };
    if (turns === form.maxIterations) return { turns, exhausted: true };
  }
}

describe('loop', () => {
  const bound = fc.option(fc.nat(6), { nil: undefined });
  const form = fc.record({ maxIterations: fc.nat(6), items: bound, while: bound, until: bound });
  const count = { type: 'variable', config: { operation: 'increment', name: 'n' } };

  const configOf = (one: LoopForm, counter: string): JsonObject => ({
    maxIterations: one.maxIterations,
    ...(one.items === undefined
      ? {}
      : { items: JSON.stringify(Array.from({ length: one.items }, (_, index) => index)) }),
    ...(one.while === undefined ? {} : { while: `${counter} < ${one.while}` }),
    ...(one.until === undefined ? {} : { until: `${counter} >= ${one.until}` }),
  });

  it('runs its body as often as its page says, in all its forms and all of them together', () => {
    fc.assert(
      fc.property(form, (one) => {
        const graph = graphOf({
          nodes: [
            { id: 'start', type: 'start' },
            { id: 'again', type: 'loop', config: configOf(one, 'vars.n') },
            { id: 'count', ...count },
          ],
          edges: [
            { source: 'start', target: 'again' },
            { source: 'again', sourcePort: 'body', target: 'count' },
            { source: 'count', target: 'again' },
          ],
          variables: { n: 0 },
        });
        const { state } = runPure(graph);
        const { turns, exhausted } = turnsOf(one);
        expect(state.status).toBe('completed');
        expect(state.variables).toEqual({ n: turns });
        expect(state.nodes[1]?.output).toMatchObject({ index: turns, exhausted });
        expect(state.regions[0]).toMatchObject({ iteration: turns, exhausted });
      }),
      { numRuns: 400 },
    );
  });

  it('inside another begins anew each time: its body runs the product of both', () => {
    fc.assert(
      fc.property(form, form, (outer, inner) => {
        const graph = graphOf({
          nodes: [
            { id: 'start', type: 'start' },
            { id: 'outer', type: 'loop', config: configOf(outer, 'double(loop.outer.index)') },
            { id: 'inner', type: 'loop', config: configOf(inner, 'double(loop.inner.index)') },
            { id: 'count', ...count },
          ],
          edges: [
            { source: 'start', target: 'outer' },
            { source: 'outer', sourcePort: 'body', target: 'inner' },
            { source: 'inner', sourcePort: 'body', target: 'count' },
            { source: 'count', target: 'inner' },
            { source: 'inner', sourcePort: 'done', target: 'outer' },
          ],
          variables: { n: 0 },
        });
        const { state } = runPure(graph);
        expect(state.status).toBe('completed');
        expect(state.variables).toEqual({ n: turnsOf(outer).turns * turnsOf(inner).turns });
      }),
      { numRuns: 200 },
    );
  });
});
