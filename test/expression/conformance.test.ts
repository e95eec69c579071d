import { tests as conformance } from '@bufbuild/cel-spec/testdata/conformance.js';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../src/expression/index.ts';
import { isJsonObject, type Json } from '../../src/kernel/index.ts';
import { skippedCases } from './conformance-skips.ts';

/** The official suites about what expressions of a workflow use. Others are about protobuf or extensions. */
const suiteNames = [
  'basic',
  'comparisons',
  'conversions',
  'fields',
  'fp_math',
  'integer_math',
  'lists',
  'logic',
  'macros',
  'parse',
  'plumbing',
  'string',
  'timestamps',
];

interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly { readonly original: Json }[];
}

interface Case {
  readonly path: string;
  readonly expression: string;
  readonly bindings: Readonly<Record<string, Json>>;
  /** Undefined where an error is expected. */
  readonly value: Json | undefined;
}

class Inexpressible extends Error {}

function casesOf(suite: Suite, parents: readonly string[]): readonly Case[] {
  const path = [...parents, suite.name];
  const own = (suite.tests ?? []).flatMap(({ original }) => caseOf(original, path));
  return [...own, ...(suite.suites ?? []).flatMap((inner) => casesOf(inner, path))];
}

function caseOf(original: Json, parents: readonly string[]): readonly Case[] {
  if (!isJsonObject(original) || typeof original.expr !== 'string') return [];
  if (/google\.protobuf|TestAllTypes/.test(original.expr)) return [];
  const path = [...parents, String(original.name ?? original.expr)].join('/');
  try {
    const bindings = isJsonObject(original.bindings) ? original.bindings : {};
    const values = Object.entries(bindings).map(([name, bound]) => [name, plain(field(bound, 'value'))]);
    const failing = 'evalError' in original || 'anyEvalErrors' in original;
    const value = 'value' in original ? plain(original.value ?? null) : true;
    const expected = failing ? undefined : value;
    return [{ path, expression: original.expr, bindings: Object.fromEntries(values), value: expected }];
  } catch (error) {
    if (error instanceof Inexpressible) return [];
    throw error;
  }
}

/** A value of the CEL protocol as JSON, which knows neither protobuf messages nor maps with other keys than text. */
function plain(value: Json): Json {
  const [kind, content] = isJsonObject(value) ? (Object.entries(value)[0] ?? []) : [];
  switch (kind) {
    case 'int64Value':
    case 'uint64Value':
      if (!Number.isSafeInteger(Number(content))) throw new Inexpressible();
      return Number(content);
    case 'doubleValue':
      if (typeof content !== 'number') throw new Inexpressible();
      return content;
    case 'boolValue':
    case 'stringValue':
    case 'bytesValue':
    case 'nullValue':
      return content ?? null;
    case 'listValue':
      return items(content, 'values').map(plain);
    case 'mapValue':
      return Object.fromEntries(
        items(content, 'entries').map((entry) => [
          String(plain(field(entry, 'key'))),
          plain(field(entry, 'value')),
        ]),
      );
    default:
      throw new Inexpressible();
  }
}

function field(value: Json | undefined, name: string): Json {
  return (isJsonObject(value) ? value[name] : null) ?? null;
}

function items(value: Json | undefined, name: string): readonly Json[] {
  const list = field(value, name);
  return Array.isArray(list) ? list : [];
}

const suites: readonly Suite[] = conformance.suites ?? [];
const cases = suites
  .filter((suite) => suiteNames.includes(suite.name))
  .flatMap((suite) => casesOf(suite, []));

function outcomeOf({ expression, bindings }: Case): Json | undefined {
  const scope = Object.fromEntries(Object.keys(bindings).map((name) => [name, 'dyn' as const]));
  const compiled = compileExpression(expression, scope);
  const result = compiled.ok ? compiled.value.evaluate(bindings) : compiled;
  return result.ok ? result.value : undefined;
}

describe('the official CEL conformance cases', () => {
  it('are found, several hundred of them', () => {
    expect(cases.length).toBeGreaterThan(500);
  });

  it.each(cases.filter(({ path }) => !skippedCases.has(path)))('hold for $path', (testCase) => {
    expect(outcomeOf(testCase)).toEqual(testCase.value);
  });

  it.each([...skippedCases])('are skipped only where they do not hold: %s, because %s', (path) => {
    const testCase = cases.find((each) => each.path === path);
    expect(testCase).toBeDefined();
    if (testCase !== undefined) expect(outcomeOf(testCase)).not.toEqual(testCase.value);
  });
});
