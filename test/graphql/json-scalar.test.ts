import { parseValue } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../../src/graphql/index.ts';
import { readJson, readJsonLiteral } from '../../src/graphql/json-scalar.ts';

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
};

describe('the scalar JSON', () => {
  it.each([
    [null],
    [true],
    [0],
    [-1.5e10],
    ['text'],
    [[]],
    [{}],
    [{ a: [1, { b: null }] }],
  ])('takes %j as it is', (value) => {
    expect(readJson(value)).toEqual(value);
  });

  it('takes a key like __proto__ for a key', () => {
    const given = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": 2}}');
    const read = readJson(given);
    expect(JSON.stringify(read)).toBe(JSON.stringify(given));
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  it('copies only what is made in another way than JSON is', () => {
    const given = JSON.parse('{"a": [{"b": 1}]}');
    expect(readJson(given)).toBe(given);
    const without = Object.assign(Object.create(null), { a: [Object.create(null)] });
    const read = readJson(without);
    expect(read).toEqual({ a: [{}] });
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it('leaves NUL and half a character to whoever knows what to say of them', () => {
    expect(readJson('a\0\ud83d')).toBe('a\0\ud83d');
  });

  it.each<[string, unknown]>([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
    ['undefined in a list', [undefined]],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a date', new Date(0)],
    ['a map', new Map()],
  ])('refuses %s', (_, value) => {
    expect(() => readJson(value)).toThrow('JSON has no');
  });

  it('takes 100 levels and refuses more, however many there are', () => {
    expect(readJson(nested(100))).toEqual(nested(100));
    for (const levels of [101, 100_000]) expect(() => readJson(nested(levels))).toThrow('nested deeper');
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => readJson(cycle)).toThrow('nested deeper');
  });

  it('reads what is written in an operation, with its variables', () => {
    const node = parseValue('{ a: [1, 2.5, "x", true, null, $given, $missing], __proto__: { b: 1 } }');
    const read = readJsonLiteral(node, { given: { deep: [1] } });
    expect(JSON.stringify(read)).toBe('{"a":[1,2.5,"x",true,null,{"deep":[1]},null],"__proto__":{"b":1}}');
  });

  it('refuses a literal that is too deep, whatever its variables hold', () => {
    const literal = (levels: number) => parseValue(`${'['.repeat(levels)}$given${']'.repeat(levels)}`);
    expect(() => readJsonLiteral(literal(101))).toThrow('nested deeper');
    expect(JSON.stringify(readJsonLiteral(literal(100), { given: nested(100) }))).toContain('"a":1');
  });

  it('refuses a bare word and a number that is none', () => {
    expect(() => readJsonLiteral(parseValue('WORD'))).toThrow('bare word');
    expect(() => readJsonLiteral(parseValue('1e999'))).toThrow('JSON has no');
  });
});

const scalar = (name: string) => {
  const type = createSchema().getType(name);
  if (!type || !('parseValue' in type)) throw new Error(`${name} is no scalar`);
  return type;
};

describe('the scalar DateTime', () => {
  it.each([
    ['2026-01-31T09:30:00.000Z', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31T09:30:00.123456+02:00', '2026-01-31T07:30:00.123Z'],
  ])('reads %s', (given, written) => {
    const { parseValue: read, serialize: write } = scalar('DateTime');
    expect(write(read(given))).toBe(written);
  });

  it.each([
    '2026-01-31',
    '2026-02-30T00:00:00Z',
    '2026-01-31T25:00:00Z',
    '2026-01-31T09:30:00',
    'now',
    5,
    null,
  ])('refuses %j', (given) => {
    expect(() => scalar('DateTime').parseValue(given)).toThrow('A DateTime is');
  });
});

describe('the scalar Cursor', () => {
  it('is a text that is not too long to be one', () => {
    const { parseValue: read } = scalar('Cursor');
    expect(read('abc')).toBe('abc');
    for (const given of [5, {}, 'x'.repeat(201)]) expect(() => read(given)).toThrow('A Cursor is');
  });
});
