import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  documentLimits,
  parseWorkflowGraph,
  readWorkflowFile,
  writeWorkflowFile,
} from '../../src/graph/index.ts';
import { canonicalJson, type Json, type JsonObject } from '../../src/kernel/index.ts';
import { randomDocument } from './random-document.ts';

function graphOf(document: unknown) {
  const parsed = parseWorkflowGraph(document);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return parsed.value;
}

const described = { name: 'Support', description: 'Answers.', tags: ['a'] };
const file = writeWorkflowFile({ ...described, graph: graphOf({ nodes: [{ id: 'start', type: 'start' }] }) });

/** The codes and places of what is wrong with a file. */
function refusal(input: Json): readonly string[] {
  const read = readWorkflowFile(input);
  return read.ok ? [] : read.error.map(({ code, path }) => `${code} ${path ?? ''}`.trim());
}

describe('the file of a workflow', () => {
  it('read again is the same workflow, and written again the same file, as JSON and as text', () => {
    const texts = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    const words = fc.record({ name: texts, description: fc.option(texts), tags: fc.array(texts) });
    fc.assert(
      fc.property(randomDocument, words, (document, said) => {
        const written = writeWorkflowFile({ ...said, graph: graphOf(document) });
        for (const input of [written, JSON.stringify(written)]) {
          const read = readWorkflowFile(input);
          if (!read.ok) throw new Error(read.error[0]?.message);
          expect(read.value).toMatchObject({ ...said, report: [] });
          const again = writeWorkflowFile({ ...said, graph: graphOf(read.value.graph) });
          expect(JSON.stringify(again)).toBe(JSON.stringify(written));
        }
      }),
    );
  });

  it('is canonical: its keys are sorted, all the way down', () => {
    expect(JSON.stringify(file)).toBe(canonicalJson(file));
  });

  it('says nothing of whose it is', () => {
    expect(Object.keys(file).sort()).toEqual(['contentHash', 'formatVersion', 'kind', 'workflow']);
    expect(file.workflow).toMatchObject(described);
  });

  it('may also be a document alone, with its name', () => {
    const document = { name: 'Alone', nodes: [{ id: 'start', type: 'start' }], edges: [] };
    const read = readWorkflowFile(document);
    expect(read).toMatchObject({ ok: true, value: { name: 'Alone', graph: document, report: [] } });
  });

  it('of the former system is converted, with a report', () => {
    const legacy = {
      name: 'Old',
      nodes: [{ id: 'a', type: 'llm', data: { label: 'Ask', nodeType: 'llm', config: {} } }],
      edges: [{ id: 'e', source: 'a', target: 'END', type: 'default', data: {} }],
    };
    const read = readWorkflowFile(legacy);
    if (!read.ok) throw new Error(read.error[0]?.message);
    expect(read.value.name).toBe('Old');
    expect(read.value.report.length).toBeGreaterThan(0);
  });
});

describe('a file that is not one', () => {
  const text = JSON.stringify(file);
  const workflow = { ...described, graph: { nodes: [] } };
  const changed = (change: JsonObject): JsonObject => ({ ...file, ...change });

  it.each<[string, Json, string]>([
    ['cut off', text.slice(0, -10), 'document/not-json'],
    ['empty', '', 'document/not-json'],
    ['of fifty megabytes', `"${'x'.repeat(50 * 1024 * 1024)}"`, 'document/too-large'],
    ['deeper than any stack', '['.repeat(1_000_000), 'document/not-json'],
    ['of a newer version', changed({ formatVersion: 2 }), 'document/format-too-new formatVersion'],
    ['of no version', changed({ formatVersion: '1' }), 'document/invalid-value formatVersion'],
    ['of something else', changed({ kind: 'chatter.template' }), 'document/invalid-value kind'],
    ['with a forged hash', changed({ contentHash: '0'.repeat(64) }), 'document/hash-mismatch contentHash'],
    ['with another graph than its hash says', changed({ workflow }), 'document/hash-mismatch contentHash'],
    ['with an id of its own', changed({ id: 'mine' }), 'document/unknown-key id'],
    [
      'with an owner',
      changed({ workflow: { ...workflow, ownerId: 'x' } }),
      'document/unknown-key workflow.ownerId',
    ],
    [
      'without a graph that can be read',
      changed({ workflow: { ...described, graph: 7 } }),
      'document/not-object',
    ],
  ])('because it is %s is refused, and says why', (_, input, issue) => {
    expect(refusal(input)).toEqual([issue]);
  });

  it('says what stands there and what must, in the words of documents', () => {
    const messages = (input: Json) => {
      const read = readWorkflowFile(input);
      return read.ok ? [] : read.error.map(({ message }) => message);
    };
    expect(messages(changed({ formatVersion: '1' }))).toEqual(['formatVersion is "1": it must be 1']);
    const { contentHash: _, ...hashless } = file;
    expect(messages(hashless)).toEqual(['contentHash is missing: it must be a string']);
    expect(messages(changed({ id: 'mine' }))).toEqual(['id means nothing in the file: remove it']);
  });

  it('but nests its graph deeper than the limit is refused as such', () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    const nodes = `[{"id":"start","type":"start","config":{"a":${deep}}}]`;
    const given = `{"kind":"chatter.workflow","formatVersion":1,"contentHash":"","workflow":{"name":"x","description":null,"tags":[],"graph":{"nodes":${nodes}}}}`;
    expect(refusal(given)[0]).toMatch(/^document\/too-deep/);
  });

  it('has at most as many issues as are read', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, 1]));
    const issues = refusal(changed({ workflow: { ...workflow, tags: Object.keys(many).map(() => 1) } }));
    expect(issues).toHaveLength(documentLimits.maxIssues + 1);
    expect(issues.at(-1)).toBe('document/more-issues');
  });
});
