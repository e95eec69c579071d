import { describe, expect, it } from 'vitest';
import { type ExpressionType, typeFromJsonSchema, typeFromValue } from '../../src/expression/index.ts';
import type { Json, JsonObject } from '../../src/kernel/index.ts';

describe('the type of a JSON Schema', () => {
  it.each<[JsonObject, ExpressionType]>([
    [{ type: 'string' }, 'string'],
    [{ type: 'integer' }, 'number'],
    [{ type: 'number' }, 'number'],
    [{ type: 'boolean' }, 'bool'],
    [{ type: 'array' }, { list: 'dyn' }],
    [{ type: 'array', items: { type: 'string' } }, { list: 'string' }],
    [{ type: 'object' }, { map: 'dyn' }],
    [{ type: 'object', additionalProperties: { type: 'string' } }, { map: 'string' }],
    [
      { type: 'object', properties: { a: { type: 'string' }, b: true } },
      { fields: { a: 'string', b: 'dyn' }, open: false },
    ],
    [
      { type: 'object', properties: {}, additionalProperties: true },
      { fields: {}, open: true },
    ],
    [
      { type: 'object', properties: {}, additionalProperties: false },
      { fields: {}, open: false },
    ],
    [{ const: 'a' }, 'string'],
    [{ enum: ['a', 'b'] }, 'string'],
    [{ enum: ['a', 1] }, 'dyn'],
    [{ type: ['string', 'null'] }, 'dyn'],
    [{ $ref: '#/x' }, 'dyn'],
    [{}, 'dyn'],
  ])('%j is %j', (schema, type) => {
    expect(typeFromJsonSchema(schema)).toEqual(type);
  });
});

describe('the type of a value', () => {
  it.each<[Json, ExpressionType]>([
    [null, 'dyn'],
    [0, 'number'],
    ['', 'string'],
    [true, 'bool'],
    [[], { list: 'dyn' }],
    [[1, 2.5], { list: 'number' }],
    [[1, 'a'], { list: 'dyn' }],
    [[['a'], []], { list: { list: 'dyn' } }],
    [[{ a: 1 }, { a: 2 }], { list: { fields: { a: 'number' }, open: true } }],
    [{ a: null }, { fields: { a: 'dyn' }, open: true }],
  ])('%j is %j', (value, type) => {
    expect(typeFromValue(value)).toEqual(type);
  });
});
