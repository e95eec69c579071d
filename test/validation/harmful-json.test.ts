import { describe, expect, it } from 'vitest';
import { documentLimits } from '../../src/graph/index.ts';
import { refusal, start, wait, workflow } from './refusal.ts';

describe('JSON that could do harm is refused:', () => {
  const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

  it.each([65, 100_000])('values %i levels deep', (levels) => {
    expect(refusal(workflow({ metadata: { deep: nested(levels) } }))).toMatchObject([
      { code: 'document/too-deep', layer: 'schema', message: expect.stringContaining('64 levels') },
    ]);
  });

  it.each([
    ['a NUL character', 'a\0b', 'a NUL character'],
    ['the first half of a surrogate pair', 'a\ud83db', 'half of a surrogate pair'],
    ['the second half of a surrogate pair', '\ude00', 'half of a surrogate pair'],
  ])('%s in a text, in a key, in an id', (_, text, says) => {
    const unstorable = { code: 'document/unstorable-text', message: expect.stringContaining(says) };
    const prompt = { nodes: [start, { id: 'it', type: 'model', config: { prompt: text } }], edges: [] };
    expect(refusal(prompt)).toMatchObject([{ ...unstorable, nodeId: 'it', path: 'nodes.1.config.prompt' }]);
    expect(refusal(workflow({ variables: { [text]: 1 } }))).toMatchObject([unstorable]);
    expect(refusal(workflow({ nodes: [start, { id: text, type: 'delay' }] }))).toMatchObject([
      { ...unstorable, path: 'nodes.1.id' },
    ]);
  });

  it.each([
    ['at the top', '{"nodes":[],"__proto__":{"polluted":true}}', undefined],
    ['in a configuration', '{"nodes":[{"id":"a","type":"model","config":{"__proto__":{"x":1}}}]}', 'a'],
    ['in a variable', '{"nodes":[],"variables":{"a":{"__proto__":{"polluted":true}}}}', undefined],
    ['as a node', '{"nodes":[{"__proto__":{"id":"a","type":"start"}}]}', undefined],
  ])('a key __proto__ from JSON text, %s', (_, text, nodeId) => {
    const [issue] = refusal(JSON.parse(text));
    expect(issue).toMatchObject({ code: 'document/forbidden-key', layer: 'schema' });
    expect(issue?.nodeId).toBe(nodeId);
    expect('polluted' in {} || 'x' in {}).toBe(false);
  });

  it('a node with the id __proto__', () => {
    const nodes = [start, { id: '__proto__', type: 'delay' }];
    expect(refusal(workflow({ nodes }))).toMatchObject([
      { code: 'document/invalid-value', path: 'nodes.1.id', message: expect.stringContaining('reserved') },
    ]);
  });

  const tenMegabytes = 10 * 1024 * 1024;

  it.each<[string, () => object]>([
    ['in one text', () => ({ metadata: { text: 'x'.repeat(tenMegabytes) } })],
    ['in one key', () => ({ metadata: { ['k'.repeat(tenMegabytes)]: 1 } })],
    ['in many values', () => ({ metadata: { numbers: Array.from({ length: tenMegabytes / 2 }, () => 1) } })],
    ['in many keys', () => ({ variables: manyKeys(tenMegabytes / 12) })],
    ['in a prompt', () => ({ nodes: [start, { ...wait, config: { prompt: 'x'.repeat(tenMegabytes) } }] })],
  ])('a document of 10 MB, %s', (_, more) => {
    expect(refusal(workflow(more()))).toMatchObject([
      { code: 'document/too-large', message: expect.stringContaining(String(documentLimits.maxBytes)) },
    ]);
  });
});

function manyKeys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`name_${index}`, 1]));
}
