import { describe, expect, it } from 'vitest';
import { canonicalJson, canonicalText } from '../../src/kernel/index.ts';

describe('canonical text', () => {
  it('is the same whatever the order of keys, and other for any other value', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é"' }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"é\\"","d":null}]}',
    );
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
    expect(canonicalJson({ a: null })).not.toBe(canonicalJson({}));
  });

  it('leaves out of plain data what is undefined, as JSON does', () => {
    const given = {
      list: [undefined, 1],
      absent: undefined,
      kept: Object.assign(Object.create(null), { a: 0 }),
    };
    expect(canonicalText(given)).toBe('{"kept":{"a":0},"list":[null,1]}');
    expect(canonicalText(undefined)).toBe('null');
  });
});
