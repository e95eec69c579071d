import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonTextSize } from '../../src/graph/json-text-size.ts';
import type { Json } from '../../src/kernel/index.ts';

const bytesOf = (value: Json): number => Buffer.byteLength(JSON.stringify(value), 'utf8');

describe('the size of a value as JSON text', () => {
  it('is that of the text JSON.stringify writes, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const json: Json = JSON.parse(JSON.stringify(value));
        expect(jsonTextSize(json)).toBe(bytesOf(json));
      }),
      { numRuns: 500 },
    );
  });

  it.each(
    [
      [
        '',
        'a"\\',
        '\b\t\n\f\r\u0001\u001f\u007f',
        'éß\u07ff\u0800\uffff',
        '😀',
        '\ud83d',
        '\ude00a',
        'a\ud83d',
      ],
      [0, -0, 1e21, 5e-324, -1.5, true, false, null, [], {}, [[]], { a: {} }],
    ].flat(),
  )('is exact for %j', (value) => {
    expect(jsonTextSize(value)).toBe(bytesOf(value));
  });
});
