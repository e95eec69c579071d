import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/kernel/index.ts';
import { compileJsonSchema, describeProblems } from '../../src/nodes/index.ts';

function check(schema: Json, value: Json): string {
  const compiled = compileJsonSchema(schema);
  if (!compiled.ok) throw new Error(describeProblems('schema', compiled.error));
  return describeProblems('value', compiled.value.check(value));
}

function refusal(schema: Json): string {
  const compiled = compileJsonSchema(schema);
  return compiled.ok ? '' : describeProblems('schema', compiled.error);
}

const tree = {
  $defs: {
    tree: {
      type: 'object',
      properties: { value: { type: 'number' }, children: { type: 'array', items: { $ref: '#/$defs/tree' } } },
      required: ['value'],
    },
  },
  $ref: '#/$defs/tree',
};

describe('JSON Schema: a value that fits', () => {
  it.each<[string, Json, Json]>([
    ['type', { type: 'integer' }, 3],
    ['types', { type: ['string', 'null'] }, null],
    ['const', { const: { a: 1, b: [2] } }, { b: [2], a: 1 }],
    ['enum', { enum: ['a', 1, null] }, null],
    ['bounds', { minimum: 1, exclusiveMaximum: 2, multipleOf: 0.1 }, 1.3],
    ['length in characters', { minLength: 1, maxLength: 1 }, '\u{1F408}'],
    ['pattern', { pattern: '^a+$' }, 'aaa'],
    ['a keyword of another type', { minimum: 3, minLength: 3, minItems: 3, required: ['a'] }, true],
    [
      'properties',
      { properties: { a: { type: 'string' } }, additionalProperties: { type: 'number' } },
      { a: 'x', b: 1 },
    ],
    ['pattern properties', { patternProperties: { '^x-': true }, additionalProperties: false }, { 'x-a': 1 }],
    ['names', { propertyNames: { maxLength: 2 }, minProperties: 1, maxProperties: 1 }, { ab: 1 }],
    ['items', { items: { type: 'number' }, minItems: 1, maxItems: 2, uniqueItems: true }, [1, 2]],
    ['a tuple', { prefixItems: [{ type: 'string' }], items: false }, ['a']],
    ['a tuple of draft 7', { items: [{ type: 'string' }], additionalItems: { type: 'number' } }, ['a', 1]],
    ['contains', { contains: { const: 1 }, minContains: 2, maxContains: 2 }, [1, 2, 1]],
    ['no contains', { contains: { const: 1 }, minContains: 0 }, []],
    [
      'combinations',
      { allOf: [{ minimum: 1 }], anyOf: [{ maximum: 0 }, { maximum: 5 }], not: { const: 3 } },
      4,
    ],
    ['one of', { oneOf: [{ minimum: 5 }, { maximum: 3 }] }, 1],
    ['a condition', JSON.parse('{"if":{"minimum":5},"then":{"multipleOf":5},"else":{"maximum":3}}'), 10],
    [
      'dependencies',
      { dependentRequired: { a: ['b'] }, dependentSchemas: { a: { required: ['b'] } } },
      { a: 1, b: 2 },
    ],
    ['a reference to itself', tree, { value: 1, children: [{ value: 2, children: [] }] }],
    ['true', true, { anything: [1] }],
    ['an unknown keyword', { format: 'email', 'x-form': 'big', title: 'T' }, 'no address'],
    ['keys that objects have from birth', { required: ['constructor'] }, { constructor: 1 }],
  ])('by %s', (_, schema, value) => {
    expect(check(schema, value)).toBe('');
  });
});

describe('JSON Schema: a value that does not fit', () => {
  it.each<[string, Json, Json, string]>([
    ['type', { type: 'integer' }, 1.5, 'value must be a whole number, but is a number with a fraction'],
    ['types', { type: ['string', 'null'] }, [], 'value must be a string or null, but is a list'],
    ['const', { const: 1 }, '1', 'value must be 1'],
    ['enum', { enum: ['a', 'b'] }, 'c', 'value must be one of "a", "b"'],
    ['a bound', { minimum: 1 }, 0, 'value must be at least 1'],
    ['an exclusive bound', { exclusiveMaximum: 1 }, 1, 'value must be less than 1'],
    ['a multiple', { multipleOf: 0.1 }, 0.25, 'value must be a multiple of 0.1'],
    ['length', { minLength: 2 }, '\u{1F408}', 'value must have at least 2 characters'],
    ['pattern', { pattern: '^a+$' }, 'ab', 'value must match the pattern ^a+$'],
    [
      'a place',
      { properties: { a: { items: { type: 'string' } } } },
      { a: ['x', 1] },
      'value.a.1 must be a string, but is a number',
    ],
    [
      'properties without a type',
      { properties: { a: { type: 'string' } }, required: ['a'] },
      {},
      'value.a is missing',
    ],
    ['a key too many', { additionalProperties: false }, { a: 1 }, 'value.a is not allowed'],
    ['a key that objects have from birth', { required: ['constructor'] }, {}, 'value.constructor is missing'],
    [
      'an item twice',
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      'value must not have an item twice',
    ],
    ['a tuple', { prefixItems: [true], items: false }, [1, 2], 'value.1 is not allowed'],
    ['contains', { contains: { const: 1 } }, [2], 'value must hold at least 1 items of a kind, but holds 0'],
    [
      'any of',
      { anyOf: [{ type: 'string' }, { minimum: 3 }] },
      1,
      'value fits none of 2 alternatives (anyOf)',
    ],
    [
      'one of',
      { oneOf: [{ minimum: 1 }, { minimum: 2 }] },
      3,
      'value fits 2 of 2 alternatives, and must fit exactly one (oneOf)',
    ],
    ['not', { not: { type: 'null' } }, null, 'value is what the schema excludes (not)'],
    [
      'a condition',
      JSON.parse('{"if":{"minimum":5},"then":{"multipleOf":5}}'),
      7,
      'value must be a multiple of 5',
    ],
    ['a dependency', { dependentRequired: { a: ['b'] } }, { a: 1 }, 'value.b is missing: "a" needs it'],
    ['a reference', tree, { value: 1, children: [{}] }, 'value.children.0.value is missing'],
    ['false', false, 1, 'value is not allowed'],
  ])('by %s is told where and why', (_, schema, value, message) => {
    expect(check(schema, value)).toBe(message);
  });

  it('is told all that is wrong, up to a bound', () => {
    expect(
      check(
        { items: { type: 'string' } },
        Array.from({ length: 1000 }, () => 1),
      ),
    ).toMatch(/; and 40 more$/);
  });
});

describe('JSON Schema: a schema that is refused', () => {
  it.each<[string, Json, string]>([
    ['an unknown type', { type: 'text' }, 'schema.type must be one of'],
    ['a number for a schema', { items: 3 }, 'schema.items must be a schema'],
    [
      'a word for a bound',
      { properties: { a: { minimum: '3' } } },
      'schema.properties.a.minimum must be a number',
    ],
    [
      'a bound of draft 4',
      { minimum: 1, exclusiveMinimum: true },
      'schema.exclusiveMinimum must be a number',
    ],
    ['a reference outside', { $ref: 'https://example.com/schema' }, 'which is not in this schema'],
    ['a reference to nothing', { $ref: '#/$defs/none' }, 'which is not in this schema'],
    ['a reference to itself and nothing else', { $ref: '#' }, 'schema.$ref leads in a circle'],
    [
      'references that lead in a circle',
      {
        properties: { a: { $ref: '#/$defs/a' } },
        $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } },
      },
      'leads in a circle, so that no value can be checked: let one of the schemas hold no $ref',
    ],
    [
      'what is wrong where a reference leads',
      { $ref: '#/x/y', x: { y: { type: 'text' } } },
      'schema.x.y.type must be one of',
    ],
    ['a pattern only backtracking could search', { pattern: '(a)\\1' }, 'is not a pattern that can be used'],
    ['a keyword it does not understand', { unevaluatedProperties: false }, 'is not supported here'],
    ['no schema', 'x', 'schema must be a schema'],
  ])('has %s', (_, schema, message) => {
    expect(refusal(schema)).toContain(message);
  });
});

describe('JSON Schema: hostile authors', () => {
  it('cannot stall the process with a pattern', () => {
    expect(check({ pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}b`)).toContain('must match the pattern');
  });

  it.each<[string, Json, Json]>([
    ['refers to itself without end', { allOf: [{ $ref: '#' }] }, 1],
    ['asks for the same twice at every level', { allOf: [{ $ref: '#' }, { $ref: '#' }] }, 1],
    [
      'grows exponentially',
      {
        $defs: Object.fromEntries(
          Array.from({ length: 40 }, (_, level) => [
            `l${level}`,
            level === 39
              ? {}
              : { allOf: [{ $ref: `#/$defs/l${level + 1}` }, { $ref: `#/$defs/l${level + 1}` }] },
          ]),
        ),
        $ref: '#/$defs/l0',
      },
      1,
    ],
  ])('cannot stall it with a schema that %s', (_, schema, value) => {
    expect(check(schema, value)).toContain('too much work');
  });

  const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const keys = many(20_000, (index) => `k${index}`);
  const all = Object.fromEntries(keys.map((key) => [key, {}]));
  const objects = many(200_000, () => ({}));
  const longKey = 'k'.repeat(400_000);
  const patterns = Object.fromEntries(keys.map((key) => [`^k|${key}`, {}]));

  it.each<[string, Json, Json]>([
    ['names that every item lacks', { items: { required: keys } }, objects],
    ['names that every item may have', { items: { properties: all } }, objects],
    [
      'names that one name needs',
      { items: { dependentRequired: { a: keys } } },
      many(200_000, () => ({ a: 1 })),
    ],
    [
      'keys that are not allowed, again and again',
      { allOf: many(20_000, () => ({ additionalProperties: false })) },
      all,
    ],
    ['a number of keys, again and again', { allOf: many(20_000, () => ({ minProperties: 1 })) }, all],
    [
      'patterns of which every key fits the first',
      { items: { additionalProperties: false, patternProperties: patterns } },
      many(9, () => all),
    ],
    ['many types', { items: { type: many(100_000, () => 'string') } }, many(100_000, () => 'x')],
    [
      'the length of a long text, again and again',
      { allOf: many(20_000, () => ({ minLength: 1 })) },
      'x'.repeat(1_000_000),
    ],
    ['words that mean nothing', { items: all }, objects],
  ])('cannot stall it with %s', (_, schema, value) => {
    expect(check(schema, value)).not.toBe('');
  });

  it('cannot stall it with a long reference that every item is checked by', () => {
    const name = longKey.repeat(10);
    const numbers = many(50_000, () => 0);
    expect(
      check({ $defs: { [name]: { type: 'number' } }, items: { $ref: `#/$defs/${name}` } }, numbers),
    ).toBe('');
  });

  it.each<[string, Json, Json]>([
    ['a long constant', { const: longKey }, 1],
    ['long values to choose from', { enum: [longKey, `${longKey}a`] }, 1],
    ['a long key that needs others', { dependentRequired: { [longKey]: keys } }, { [longKey]: 1 }],
  ])('cannot make a message longer than anybody reads with %s', (_, schema, value) => {
    expect(check(schema, value).length).toBeLessThan(5000);
  });

  it('cannot exhaust the stack with a long chain of references, nor with a deep value', () => {
    const length = 20_000;
    const chain = (last: Json): Json => ({
      $defs: Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `l${index}`,
          index + 1 === length ? last : { $ref: `#/$defs/l${index + 1}` },
        ]),
      ),
      $ref: '#/$defs/l0',
    });
    expect(check(chain({}), 1)).toContain('too much work');
    expect(refusal(chain({ $ref: '#' }))).toContain('leads in a circle');
    const deep: Json = JSON.parse('['.repeat(5000) + ']'.repeat(5000));
    expect(check({ const: 1 }, deep)).toContain('too much work');
  });

  it('never make it throw', () => {
    const keyword = fc.constantFrom(
      ...[
        'type',
        'items',
        'properties',
        'allOf',
        'not',
        'enum',
        '$ref',
        'pattern',
        'required',
        'contains',
        'if',
      ],
    );
    const word = fc.constantFrom<Json[]>('object', '#', '#/items', '(', true, false, 1, 'array');
    const { schema } = fc.letrec<{ schema: Json }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.dictionary(keyword, fc.oneof(tie('schema'), fc.array(tie('schema'), { maxLength: 2 })), {
          maxKeys: 3,
        }),
      ),
    }));
    fc.assert(
      fc.property(schema, fc.jsonValue({ maxDepth: 3 }), (source, value) => {
        const compiled = compileJsonSchema(source);
        if (compiled.ok) compiled.value.check(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });
});
