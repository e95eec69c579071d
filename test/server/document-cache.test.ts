import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDocumentCache } from '../../src/server/transport/document-cache.ts';

const document = parse('{ a }');

describe('parsed operations', () => {
  it('are kept where their texts are short, and a million characters of them at most', () => {
    const { documentCache } = createDocumentCache();
    const textOf = (index: number) => `#${index}`.padEnd(8_192, 'x');
    documentCache.set('x'.repeat(8_193), document);
    expect(documentCache.get('x'.repeat(8_193))).toBeUndefined();
    for (let index = 0; index < 128; index += 1) documentCache.set(textOf(index), document);
    expect(documentCache.get(textOf(0))).toBe(document);
    documentCache.set(textOf(128), document);
    expect(documentCache.get(textOf(1))).toBeUndefined();
    expect(documentCache.get(textOf(0))).toBe(document);
  });
});
