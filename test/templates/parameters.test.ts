import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/index.ts';
import { checkParameterSchema } from '../../src/templates/parameter-schema.ts';
import { readParameters } from '../../src/templates/read-parameters.ts';

const schema: JsonObject = {
  type: 'object',
  properties: {
    topic: { type: 'string', minLength: 2 },
    style: { enum: ['short', 'long'], default: 'short' },
    count: { type: 'integer', minimum: 1, maximum: 5 },
    nested: { type: 'object', properties: { deep: { type: 'boolean' } }, required: ['deep'] },
  },
  required: ['topic'],
};

function issuesOf(given: JsonObject, of = schema) {
  const read = readParameters(of, given);
  return read.ok ? [] : read.error;
}

describe('the parameters of a template', () => {
  it('are what was given, else the default, else null', () => {
    expect(readParameters(schema, { topic: 'cats', count: 2 })).toEqual({
      ok: true,
      value: { topic: 'cats', style: 'short', count: 2, nested: null },
    });
  });

  it('count as not given where they are null', () => {
    expect(readParameters(schema, { topic: 'cats', style: null, count: null })).toMatchObject({
      value: { style: 'short', count: null },
    });
    expect(issuesOf({ topic: null })).toMatchObject([
      { code: 'parameter/missing', path: 'parameters.topic' },
    ]);
  });

  it('that are unknown by the thousand, beside thousands that are known, are answered shortly', () => {
    const entries = (count: number, name: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}_${index}`, {}]));
    const issues = issuesOf(entries(40_000, 'other'), { properties: entries(20_000, 'known') });
    expect(issues).toHaveLength(200);
    expect(issues[0]?.message).toContain('"known_11" and 19988 more');
    expect(JSON.stringify(issues).length).toBeLessThan(200_000);
  });

  it('that are unknown are refused with what was probably meant, whatever else is allowed', () => {
    const open = { ...schema, additionalProperties: true };
    expect(issuesOf({ topic: 'cats', cuont: 2, zzz: 1 }, open)).toMatchObject([
      {
        code: 'parameter/unknown',
        path: 'parameters.cuont',
        message: 'parameters.cuont means nothing: did you mean "count"?',
        suggestion: 'count',
      },
      {
        code: 'parameter/unknown',
        message: expect.stringContaining('"topic", "style", "count" and "nested"'),
      },
    ]);
  });

  it('that are misspelt are not missing, too', () => {
    expect(issuesOf({ tpoic: 'cats' })).toMatchObject([{ code: 'parameter/unknown', suggestion: 'topic' }]);
    expect(issuesOf({ zzz: 1 })).toMatchObject([
      { code: 'parameter/unknown' },
      { code: 'parameter/missing', path: 'parameters.topic' },
    ]);
  });

  it('that are missing are all named at once', () => {
    const two = { properties: { a: { type: 'string' }, b: { type: 'string' } }, required: ['a', 'b'] };
    expect(issuesOf({}, two).map(({ path }) => path)).toEqual(['parameters.a', 'parameters.b']);
  });

  it('that do not fit are refused at their place', () => {
    const given = { topic: 'x', style: 'medium', count: 9, nested: { deep: 1 } };
    const issues = issuesOf(given);
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['parameter/invalid']));
    expect(issues.map(({ path }) => path)).toEqual([
      'parameters.topic',
      'parameters.style',
      'parameters.count',
      'parameters.nested.deep',
    ]);
  });

  it('do not come from what every object has', () => {
    const odd = { properties: { toString: { type: 'string' } } };
    expect(readParameters(odd, {})).toEqual({ ok: true, value: { toString: null } });
    expect(issuesOf(JSON.parse('{"topic": "cats", "__proto__": {"count": 1}}'))).toMatchObject([
      { code: 'parameter/unknown' },
    ]);
  });

  it('are checked by patterns that cannot stall the process', () => {
    const slow = { properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
    expect(issuesOf({ a: `${'a'.repeat(50_000)}!` }, slow)).toMatchObject([{ path: 'parameters.a' }]);
  });
});

describe('the schema of parameters', () => {
  it.each<[string, JsonObject, string]>([
    ['a type that does not exist', { properties: { a: { type: 'text' } } }, 'parameters.properties.a.type'],
    ['properties that are no object', { properties: [] }, 'parameters.properties'],
    ['a list of something', { type: 'array' }, 'parameters.type'],
    ['a name that no expression can read', { properties: { 'a-b': {} } }, 'parameters.properties.a-b'],
    ['a required parameter that is not declared', { required: ['a'] }, 'parameters.required'],
  ])('is refused with %s', (_, given, path) => {
    expect(checkParameterSchema(given)).toMatchObject([{ code: 'parameter/schema-invalid', path }]);
  });

  it('is refused with a default that does not satisfy it', () => {
    const given = {
      properties: { a: { type: 'integer', default: 'x' }, b: { default: 1 } },
      required: ['b'],
    };
    expect(checkParameterSchema(given)).toMatchObject([
      { code: 'parameter/default-invalid', path: 'parameters.properties.a.default' },
    ]);
  });

  it('checks each default for itself, whatever is asked of all parameters together', () => {
    const together = { minProperties: 2, required: ['b'], not: { required: ['a'] } };
    const properties = { a: { default: 1, allOf: [{ $ref: '#/$defs/n' }] }, b: {} };
    const $defs = { n: { type: 'number' } };
    expect(checkParameterSchema({ properties, $defs, ...together })).toEqual([]);
    const wrong = { ...properties, a: { ...properties.a, default: 'x' } };
    expect(checkParameterSchema({ properties: wrong, $defs, ...together })).toMatchObject([
      { code: 'parameter/default-invalid', path: 'parameters.properties.a.default' },
    ]);
  });

  it('is answered shortly where it has thousands of defaults', { timeout: 10_000 }, () => {
    const names = Array.from({ length: 20_000 }, (_, index) => [`p${index}`, { type: 'number', default: 1 }]);
    expect(checkParameterSchema({ properties: Object.fromEntries(names) })).toEqual([]);
  });

  it('may be empty', () => {
    expect(checkParameterSchema({})).toEqual([]);
  });
});
