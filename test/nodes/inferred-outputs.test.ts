import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExpressionType } from '../../src/expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/index.ts';
import { type CompiledWorkflow, compileWorkflow } from '../../src/nodes/index.ts';
import { activation, graphOf, registry } from './run-node.ts';

const number = { type: 'number' };
const inputs = {
  type: 'object',
  properties: {
    n: number,
    s: { type: 'string' },
    list: { type: 'array', items: number },
    facts: { type: 'object', properties: { a: number, b: { type: 'string' } } },
  },
};
const input = { n: 2.5, s: 'x', list: [1, 2], facts: { a: 1, b: 'y' } };

const atom = fc.constantFrom(
  ...['input.n', 'input.s', 'input.list', 'input.facts', '7', '1.5', '"a"', 'true', 'null', '[]', '{}'],
  ...[
    'size(input.list)',
    'timestamp(0)',
    'duration("1s")',
    'b"x"',
    'uint(7)',
    'int(input.n)',
    'input.s.split("")',
  ],
);

/** Of a node, with the outputs of those before it. What is always sound comes more often than what may be. */
function expressionAt(index: number) {
  const before = Array.from({ length: index }, (_, at) => `nodes.t${at}.output.x`);
  const { tree } = fc.letrec<{ tree: string }>((tie) => {
    const pair = fc.tuple(tie('tree'), tie('tree'));
    const key = fc.constantFrom('a', 'b');
    return {
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        { weight: 6, arbitrary: fc.oneof(atom, ...before.map((name) => fc.constant(name))) },
        { weight: 3, arbitrary: pair.map(([left, right]) => `[${left}, ${right}]`) },
        { weight: 3, arbitrary: fc.tuple(key, tie('tree')).map(([name, value]) => `{"${name}": ${value}}`) },
        { weight: 2, arbitrary: pair.map(([left, right]) => `(input.n > 1.0 ? dyn(${left}) : ${right})`) },
        { weight: 2, arbitrary: pair.map(([left, right]) => `(input.n < 1.0 ? ${left} : ${right})`) },
        { weight: 2, arbitrary: pair.map(([left, right]) => `[${left}].map(each, [each, ${right}])`) },
        { weight: 1, arbitrary: fc.tuple(tie('tree'), key).map(([value, name]) => `${value}.${name}`) },
        { weight: 1, arbitrary: tie('tree').map((value) => `${value}[0]`) },
        { weight: 1, arbitrary: pair.map(([left, right]) => `${left} + ${right}`) },
      ),
    };
  });
  return tree;
}

const expressions = fc.tuple(...[0, 1, 2].map(expressionAt));

const plain: Readonly<Record<string, string>> = { bool: 'boolean' };

/** Why the value is not of the type; every value may be null. */
function misfit(value: Json, type: ExpressionType, path: string): string | null {
  if (value === null || type === 'dyn') return null;
  const found = `${path} is ${JSON.stringify(value)}, not ${JSON.stringify(type)}`;
  if (typeof type === 'string') return typeof value === (plain[type] ?? type) ? null : found;
  if ('list' in type) {
    if (!Array.isArray(value)) return found;
    return firstOf(value.map((item, index) => misfit(item, type.list, `${path}[${index}]`)));
  }
  if (!isJsonObject(value)) return found;
  return firstOf(
    Object.entries(value).map(([name, item]) => {
      const field = 'map' in type ? type.map : (type.fields[name] ?? (type.open === true ? 'dyn' : null));
      return field === null ? `${path} cannot have ${name}` : misfit(item, field, `${path}.${name}`);
    }),
  );
}

function firstOf(found: readonly (string | null)[]): string | null {
  return found.find((one) => one !== null) ?? null;
}

/** Transforms in sequence, each with its output `x`; null: they are refused. */
function compiled(sources: readonly string[]) {
  const nodes = sources.map((x, index) => ({
    id: `t${index}`,
    type: 'transform',
    config: { outputs: { x } },
  }));
  const edges = nodes.map(({ id }, index) => ({ source: nodes[index - 1]?.id ?? 'start', target: id }));
  const outputs = { nodes: 'nodes' };
  const graph = graphOf({ inputs, nodes: [{ id: 'start', type: 'start' }, ...nodes], edges, outputs });
  const workflow = compileWorkflow(graph, registry);
  return workflow.ok ? workflow.value : null;
}

/** What the last of the nodes gives, and its type; null: it has no value. */
function lastOf(workflow: CompiledWorkflow, given: JsonObject) {
  const behaviour = workflow.behaviours.at(-1);
  if (!behaviour?.pure || 'open' in behaviour) throw new Error('a transform is pure');
  const outcome = behaviour.run(activation({ values: { input, nodes: given } }));
  const type = workflow.outputs.get('nodes')?.type ?? 'dyn';
  return outcome.status === 'completed' ? { output: outcome.output, type } : null;
}

describe('what transforms give', () => {
  it('is of the types that were inferred before they ran', () => {
    let checked = 0;
    const property = fc.property(expressions, (sources) => {
      const sound: string[] = [];
      let given: JsonObject = {};
      for (const source of sources) {
        const renamed = source.replaceAll(
          /nodes\.t(\d)/g,
          (_, at) => `nodes.t${Math.min(at, sound.length - 1)}`,
        );
        const workflow = compiled([...sound, renamed]);
        const last = workflow && lastOf(workflow, given);
        if (!last) continue;
        given = { ...given, [`t${sound.length}`]: { output: last.output } };
        sound.push(renamed);
        expect(misfit(given, last.type, 'nodes')).toBeNull();
        checked += 1;
      }
    });
    fc.assert(property, { numRuns: 1000 });
    expect(checked).toBeGreaterThan(1000);
  });
});
