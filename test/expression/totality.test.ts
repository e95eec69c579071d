import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression, compileTemplate } from '../../src/expression/index.ts';
import { isJsonObject, type Json } from '../../src/kernel/index.ts';
import { scope, values } from './scope.ts';

const words = [
  'vars',
  'input',
  'nodes',
  'loop',
  'messages',
  '.items',
  '.data',
  '.tries',
  '.answer',
  '["a"]',
  '[0]',
];
const signs = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '==',
  '<',
  'in',
  '&&',
  '||',
  '?',
  ':',
  '!',
  '(',
  ')',
  '{',
  '}',
  ',',
  '{{',
  '}}',
];
const calls = [
  '.map(x, ',
  '.all(x, ',
  '.filter(loop, ',
  'x',
  'has(',
  'size(',
  'json(',
  '.matches(',
  'lastMessage()',
];
const literals = [
  '1',
  '2.5',
  '3u',
  '"a"',
  "r'b'",
  'b"c"',
  '"""',
  "'",
  'null',
  'true',
  '[]',
  '[1, "a"]',
  '// x',
  '\n',
  ' ',
];
const source = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.constantFrom(...words, ...signs, ...calls, ...literals), { maxLength: 12 })
    .map((parts) => parts.join('')),
);
const json: fc.Arbitrary<Json> = fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value)));

/** Whether nothing but JSON is in it: no bigint, function, undefined or class instance. */
function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJson);
  if (!isJsonObject(value)) return value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson);
}

describe('compiling and evaluating', () => {
  it('never throws and gives JSON, for any text and any values', () => {
    const property = fc.property(
      source,
      fc.dictionary(fc.constantFrom('vars', 'input', 'loop'), json),
      (text, data) => {
        const compiled = compileExpression(text, scope);
        if (!compiled.ok) return compiled.error.line > 0 && compiled.error.column > 0;
        return [values, data].every((each) => {
          const result = compiled.value.evaluate(each);
          return result.ok ? isJson(result.value) : result.error.code === 'expression/failed';
        });
      },
    );
    fc.assert(property, { numRuns: 5000 });
  });

  it('never throws for any template, and leaves a text without braces as it is', () => {
    const property = fc.property(source, (text) => {
      const compiled = compileTemplate(text, scope);
      if (!compiled.ok) return compiled.error.line > 0 && compiled.error.column > 0;
      const result = compiled.value.render(values);
      return text.includes('{{') || (result.ok && result.value === text);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('gives any JSON back unchanged', () => {
    const compiled = compileExpression('vars.data', scope);
    if (!compiled.ok) throw new Error(compiled.error.message);
    fc.assert(
      fc.property(json, (data) => {
        expect(compiled.value.evaluate({ vars: { data } })).toEqual({ ok: true, value: data });
      }),
    );
  });
});
