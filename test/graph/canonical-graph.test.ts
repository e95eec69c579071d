import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalGraph, hashGraph, parseWorkflowGraph } from '../../src/graph/index.ts';
import { isJsonObject, type Json } from '../../src/kernel/index.ts';
import { randomDocument } from './random-document.ts';

function graphOf(input: unknown) {
  const parsed = parseWorkflowGraph(input);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return parsed.value;
}

const hashOf = (input: unknown): string => hashGraph(graphOf(input));

const support = {
  name: 'Support',
  description: 'Answers.',
  inputs: { type: 'object', properties: { topic: { type: 'string' } } },
  outputs: { answer: 'nodes.answer.output.text' },
  variables: { tries: 0, big: 1e21, small: -0, text: 'é\u2028😀' },
  nodes: [
    { id: 'start', type: 'start', label: 'Begin', position: { x: 0, y: 0 } },
    { id: 'answer', type: 'model', config: { prompt: 'Hi', temperature: 0.5 }, timeoutMs: 1000 },
    { id: 'remark', type: 'note', config: { text: 'Why?' } },
  ],
  edges: [{ id: 'e1', source: 'start', target: 'answer', condition: 'true', label: 'go' }],
  limits: { maxCostUsd: '1.00' },
  metadata: { colour: 'blue' },
};

describe('the canonical form', () => {
  it('is this text: sorted keys, defaults filled in, layout and names left out', () => {
    const retry = '"retry":{"backoffMs":500,"factor":2,"jitter":true,"maxAttempts":1,"maxBackoffMs":30000}';
    expect(canonicalGraph(graphOf(support))).toBe(
      [
        '{"edges":[{"condition":"true","id":"e1","source":"start","sourcePort":"out","target":"answer"}],',
        '"formatVersion":1,',
        '"inputs":{"properties":{"topic":{"type":"string"}},"type":"object"},',
        '"limits":{"maxCostUsd":"1.00","maxIterations":25,"maxSteps":1000,"timeoutMs":300000},',
        '"nodes":[{"cancelOthers":false,"config":{},"enabled":true,"id":"start","join":"all",',
        `${retry},"type":"start"},`,
        '{"cancelOthers":false,"config":{"prompt":"Hi","temperature":0.5},"enabled":true,"id":"answer","join":"all",',
        `${retry},"timeoutMs":1000,"type":"model"}],`,
        '"outputs":{"answer":"nodes.answer.output.text"},',
        '"variables":{"big":1e+21,"small":0,"text":"é\u2028😀","tries":0}}',
      ].join(''),
    );
  });

  it('has this hash, today and ever: stored executions are bound to it', () => {
    expect(hashOf(support)).toBe('166d9ad83f6049b8c2fab1e0fb1edc56c1f5e4f5731e1634ab61424d54f661cb');
  });

  it('is a fixed point: parsed and made again it is the same', () => {
    fc.assert(
      fc.property(randomDocument, (document) => {
        const canonical = canonicalGraph(graphOf(document));
        expect(canonicalGraph(graphOf(JSON.parse(canonical)))).toBe(canonical);
      }),
    );
  });

  it('is the same for the same characters only: no Unicode normalisation', () => {
    expect(hashOf({ nodes: [], variables: { a: '\u00e9' } })).not.toBe(
      hashOf({ nodes: [], variables: { a: 'e\u0301' } }),
    );
  });
});

describe('the hash', () => {
  it('does not change with the order of keys, nor with defaults that are written out', () => {
    fc.assert(
      fc.property(randomDocument, (document) => {
        expect(hashOf(reversedKeys(document))).toBe(hashOf(document));
        expect(hashOf(graphOf(document))).toBe(hashOf(document));
      }),
    );
  });

  it('does not change with layout, labels, notes, names and metadata', () => {
    fc.assert(
      fc.property(randomDocument, fc.string({ unit: 'grapheme' }), (document, text) => {
        const graph = graphOf(document);
        const position = { x: text.length, y: -1 };
        const note = { id: 'a_remark', type: 'note', config: { text } };
        const tidied = {
          ...graph,
          name: text.slice(0, 100).toWellFormed().replaceAll('\0', ''),
          description: 'tidied',
          metadata: { tidied: true },
          nodes: [
            note,
            ...graph.nodes.map((node) => ({ ...node, label: 'tidied', position })),
            { ...note, id: 'b_remark' },
          ],
          edges: graph.edges.map((edge) => ({ ...edge, label: 'tidied' })),
        };
        expect(hashOf(tidied)).toBe(hashOf(document));
      }),
    );
  });

  it('changes with every other value', () => {
    const graph = graphOf(JSON.parse(canonicalGraph(graphOf(support))));
    const { name: _, description: __, metadata: ___, formatVersion: ____, ...rest } = graph;
    const changed = changes(JSON.parse(JSON.stringify(rest))).flatMap((document) => {
      const parsed = parseWorkflowGraph(document);
      return parsed.ok ? [hashGraph(parsed.value)] : [];
    });
    expect(changed.length).toBeGreaterThan(30);
    expect(new Set([hashGraph(graph), ...changed]).size).toBe(changed.length + 1);
  });

  it('changes with the order of nodes and of edges', () => {
    const nodes = [
      { id: 'a', type: 'step' },
      { id: 'b', type: 'step' },
    ];
    const edges = [
      { id: 'e1', source: 'a', target: 'b' },
      { id: 'e2', source: 'a', target: 'b', condition: 'true' },
    ];
    expect(hashOf({ nodes: nodes.toReversed(), edges })).not.toBe(hashOf({ nodes, edges }));
    expect(hashOf({ nodes, edges: edges.toReversed() })).not.toBe(hashOf({ nodes, edges }));
  });
});

function reversedKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => reversedKeys(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversedKeys(item)]),
  );
}

/** The value with one leaf changed, in every way there is one. */
function changes(value: Json): readonly Json[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) =>
      changes(item).map((other) => [...value.slice(0, index), other, ...value.slice(index + 1)]),
    );
  }
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([key, item]) =>
      changes(item).map((other) => ({ ...value, [key]: other })),
    );
  }
  if (typeof value === 'string') return [value === 'all' ? 'any' : `${value}1`];
  return [typeof value === 'number' ? value * 2 + 1 : !value];
}
