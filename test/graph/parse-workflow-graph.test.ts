import { describe, expect, it } from 'vitest';
import { documentLimits, parseWorkflowGraph, type ValidationIssue } from '../../src/graph/index.ts';

const start = { id: 'start', type: 'start' };

function issuesOf(input: unknown): readonly ValidationIssue[] {
  const parsed = parseWorkflowGraph(input);
  return parsed.ok ? [] : parsed.error;
}

function graphOf(input: unknown) {
  const parsed = parseWorkflowGraph(input);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return parsed.value;
}

/** Lists in lists, `levels` of them. */
function nested(levels: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

const withMetadata = (metadata: unknown) => ({ nodes: [start], metadata });

describe('parsing a document', () => {
  it('fills in every default', () => {
    expect(graphOf({ nodes: [start], edges: [{ source: 'start', target: 'start' }] })).toEqual({
      formatVersion: 1,
      inputs: {},
      outputs: {},
      variables: {},
      metadata: {},
      limits: { timeoutMs: 300_000, maxSteps: 1000, maxIterations: 25 },
      nodes: [
        {
          ...start,
          config: {},
          join: 'all',
          cancelOthers: false,
          enabled: true,
          retry: { maxAttempts: 1, backoffMs: 500, factor: 2, maxBackoffMs: 30_000, jitter: true },
        },
      ],
      edges: [{ id: 'e0', source: 'start', sourcePort: 'out', target: 'start' }],
    });
  });

  it('keeps everything that is written, and shares nothing with the input', () => {
    const input = {
      name: 'Support',
      description: 'Answers.',
      inputs: { type: 'object' },
      outputs: { answer: 'nodes.a.output.text' },
      variables: { tries: 0 },
      nodes: [
        { ...start, label: 'Begin', config: { deep: { list: [1, null] } }, position: { x: 0.5, y: -3 } },
      ],
      limits: { timeoutMs: 1, maxSteps: 2, maxIterations: 0, maxTokens: 3, maxCostUsd: '1.00' },
      metadata: { colour: 'blue' },
    };
    const graph = graphOf(input);
    expect(graph).toMatchObject(input);
    expect(graph.nodes[0]?.config).not.toBe(input.nodes[0]?.config);
  });

  it('gives an edge without an id its index, or a later free number', () => {
    const ids = [undefined, 'e0', undefined, 'e3', undefined, undefined, 'e5'];
    const edges = ids.map((id) => ({ source: 'start', target: 'start', ...(id ? { id } : {}) }));
    expect(graphOf({ nodes: [start], edges }).edges.map(({ id }) => id)).toEqual([
      'e1',
      'e0',
      'e2',
      'e3',
      'e4',
      'e6',
      'e5',
    ]);
  });

  it('writes negative zero as zero, as PostgreSQL does', () => {
    expect(Object.is(graphOf(withMetadata({ zero: -0 })).metadata.zero, 0)).toBe(true);
  });

  it('reads objects without a prototype', () => {
    const document = Object.assign(Object.create(null), { nodes: [start] });
    expect(graphOf(document).nodes).toHaveLength(1);
  });

  it('reads what it wrote as the same', () => {
    const graph = graphOf({
      nodes: [start, { id: 'a', type: 'step' }],
      edges: [{ source: 'start', target: 'a' }],
    });
    expect(graphOf(JSON.parse(JSON.stringify(graph)))).toEqual(graph);
  });
});

describe('a document that is no JSON object', () => {
  it.each([[null], [undefined], [7], ['{}'], [[]], [true]])('is refused: %j', (input) => {
    expect(issuesOf(input)).toHaveLength(1);
  });

  it('is told what it should be', () => {
    expect(issuesOf([])).toEqual([
      {
        code: 'document/not-object',
        layer: 'schema',
        severity: 'error',
        message: 'the document must be an object with "nodes" and "edges"',
      },
    ]);
  });
});

describe('values that are no JSON', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = { again: cyclic };

  it.each<[string, unknown, string]>([
    ['undefined', undefined, 'is undefined'],
    ['a function', () => 1, 'is a function'],
    ['a symbol', Symbol('s'), 'is a symbol'],
    ['a BigInt', 1n, 'is a bigint'],
    ['NaN', Number.NaN, 'is NaN'],
    ['Infinity', Number.NEGATIVE_INFINITY, 'is -Infinity'],
    ['a date', new Date(0), 'is an object of a class'],
    ['a map', new Map(), 'is an object of a class'],
  ])('are refused: %s', (_, value, text) => {
    expect(issuesOf(withMetadata({ list: ['fine', value] }))).toMatchObject([
      { code: 'document/not-json', path: 'metadata.list.1', message: expect.stringContaining(text) },
    ]);
  });

  it('are refused where a value contains itself, but not where two places share one', () => {
    expect(issuesOf(withMetadata(cyclic))).toMatchObject([
      {
        code: 'document/not-json',
        path: 'metadata.self.again',
        message: expect.stringContaining('contains itself'),
      },
    ]);
    const shared = { a: 1 };
    expect(issuesOf(withMetadata({ left: shared, right: shared }))).toEqual([]);
  });

  it('are refused where reading them throws', () => {
    const trap = Object.defineProperty({}, 'nodes', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(issuesOf(trap)).toMatchObject([{ code: 'document/not-json' }]);
    expect(issuesOf({ nodes: proxy })).toMatchObject([{ code: 'document/not-json' }]);
  });

  it('are all named, up to the limit', () => {
    const issues = issuesOf(withMetadata(new Array(1000)));
    expect(issues).toHaveLength(documentLimits.maxIssues);
    expect(issues.at(-1)).toMatchObject({ path: 'metadata.199' });
  });
});

describe('text that cannot be stored', () => {
  it.each([
    ['NUL in a value', { a: 'x\0y' }, 'metadata.a', 'NUL'],
    ['half a surrogate pair in a value', { a: '\ud83d' }, 'metadata.a', 'surrogate'],
    ['NUL in a key', { 'x\0': 1 }, 'metadata', 'NUL'],
    ['half a surrogate pair in a key', { '\ude00x': 1 }, 'metadata', 'surrogate'],
  ])('is refused: %s', (_, metadata, path, text) => {
    const issues = issuesOf(withMetadata(metadata));
    expect(issues).toMatchObject([
      { code: 'document/unstorable-text', path, message: expect.stringContaining(text) },
    ]);
    expect(JSON.stringify(issues)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
  });

  it('names the node or the edge it stands in', () => {
    const edge = { id: 'e', source: 'start', target: 'start', label: '\0' };
    expect(issuesOf({ nodes: [{ ...start, label: '\0' }], edges: [edge] })).toMatchObject([
      { nodeId: 'start', path: 'nodes.0.label' },
      { edgeId: 'e', path: 'edges.0.label' },
    ]);
  });

  it('is not a whole character, however rare', () => {
    expect(graphOf(withMetadata({ '😀': '𝒳\u2028' })).metadata).toEqual({ '😀': '𝒳\u2028' });
  });
});

describe('keys with a meaning in JavaScript', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('are refused: %s', (key) => {
    const document: unknown = JSON.parse(`{"nodes":[],"metadata":{"${key}":{"polluted":true}}}`);
    expect(issuesOf(document)).toMatchObject([{ code: 'document/forbidden-key', path: 'metadata' }]);
  });

  it('are refused as ids of nodes, by which state is looked up', () => {
    expect(issuesOf({ nodes: [{ id: '__proto__', type: 'step' }] })).toMatchObject([
      { code: 'document/invalid-value', path: 'nodes.0.id', message: expect.stringContaining('reserved') },
    ]);
  });
});

describe('documents beyond a limit', () => {
  it('are refused where values are nested deeper than 64 levels', () => {
    // The document and its metadata are two.
    expect(issuesOf(withMetadata({ deep: nested(62) }))).toEqual([]);
    expect(issuesOf(withMetadata({ deep: nested(63) }))).toMatchObject([{ code: 'document/too-deep' }]);
    expect(issuesOf(nested(100_000))).toMatchObject([{ code: 'document/too-deep' }]);
  });

  it('are refused where there are more than 1,000 nodes or 5,000 edges', () => {
    const nodes = Array.from({ length: 1001 }, (_, index) => ({ id: `n${index}`, type: 'step' }));
    const edges = Array.from({ length: 5001 }, () => ({ source: 'n0', target: 'n1' }));
    expect(issuesOf({ nodes, edges })).toMatchObject([
      { code: 'document/too-many-nodes', path: 'nodes' },
      { code: 'document/too-many-edges', path: 'edges' },
    ]);
    expect(issuesOf({ nodes: nodes.slice(1), edges: edges.slice(1) })).toEqual([]);
  });

  it('are refused where the text is longer than 1 MiB, with every default filled in', () => {
    const sizeOf = (length: number): number =>
      JSON.stringify(graphOf(withMetadata({ text: 'ä'.repeat(length) }))).length + length;
    const room = Math.floor((documentLimits.maxBytes - sizeOf(0)) / 2);
    expect(sizeOf(room)).toBeGreaterThanOrEqual(documentLimits.maxBytes - 1);
    expect(issuesOf(withMetadata({ text: 'ä'.repeat(room + 1) }))).toMatchObject([
      { code: 'document/too-large', message: expect.stringContaining('1048576 bytes') },
    ]);
  });

  it('are refused without walking on: one text of many megabytes, a list of them, or a value shared very often', () => {
    let shared: unknown = 'x';
    for (let level = 0; level < 50; level += 1) shared = [shared, shared];
    const long = 'x'.repeat(20_000_000);
    for (const metadata of [{ long }, { [long]: 1 }, [long, long, '\0'], shared, { shared, after: '\0' }]) {
      expect(issuesOf(withMetadata(metadata))).toMatchObject([{ code: 'document/too-large' }]);
    }
  });
});

describe('the version of the format', () => {
  it.each<[string, unknown, string]>([
    ['a newer one', 2, 'document/format-too-new'],
    ['the legacy one', 0, 'document/format-too-old'],
    ['no number', '1', 'document/invalid-value'],
    ['a part of one', 1.5, 'document/invalid-value'],
    ['a negative one', -1, 'document/invalid-value'],
    ['null', null, 'document/invalid-value'],
  ])('is refused where it is %s', (_, formatVersion, code) => {
    expect(issuesOf({ formatVersion, anything: 'else' })).toMatchObject([{ code, path: 'formatVersion' }]);
  });

  it('is the current one where it is missing', () => {
    expect(graphOf({ formatVersion: 1, nodes: [] })).toEqual(graphOf({ nodes: [] }));
  });
});

describe('keys and values of the schema', () => {
  const node = { id: 'a', type: 'step' };

  it.each([
    ['the document', { nodes: [], edgs: [] }, 'edgs', 'edges'],
    ['a node', { nodes: [{ ...node, lable: 'A' }] }, 'nodes.0.lable', 'label'],
    [
      'a retry policy',
      { nodes: [{ ...node, retry: { maxAttempt: 2 } }] },
      'nodes.0.retry.maxAttempt',
      'maxAttempts',
    ],
    [
      'a position',
      { nodes: [{ ...node, position: { x: 0, y: 0, zz: 0 } }] },
      'nodes.0.position.zz',
      undefined,
    ],
    [
      'an edge',
      { nodes: [], edges: [{ source: 'a', target: 'a', sourceport: 'out' }] },
      'edges.0.sourceport',
      'sourcePort',
    ],
    ['the limits', { nodes: [], limits: { maxStep: 1 } }, 'limits.maxStep', 'maxSteps'],
  ])('an unknown key of %s is refused, with the key that was probably meant', (_, input, path, suggestion) => {
    const [issue, ...others] = issuesOf(input);
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ code: 'document/unknown-key', path });
    expect(issue?.suggestion).toBe(suggestion);
  });

  it('lists the keys there are where none is near', () => {
    expect(issuesOf({ nodes: [], limits: { price: 1 } })[0]?.message).toBe(
      'limits.price means nothing: known are timeoutMs, maxSteps, maxIterations, maxTokens, maxCostUsd',
    );
  });

  it.each<[string, unknown, string]>([
    ['nodes', {}, 'nodes is missing: it must be a list'],
    ['nodes.0.id', { nodes: [{ type: 'step' }] }, 'nodes.0.id is missing: it must be a string'],
  ])('a missing key is refused: %s', (path, input, message) => {
    expect(issuesOf(input)).toMatchObject([{ code: 'document/missing-key', path, message }]);
  });

  it.each<[unknown, string]>([
    [{ nodes: 'a' }, 'nodes is "a": it must be a list'],
    [{ nodes: [7] }, 'nodes.0 is 7: it must be an object'],
    [{ nodes: [{ ...node, id: 'a b' }] }, 'nodes.0.id is "a b": it must begin with a letter or _, then have'],
    [{ nodes: [{ ...node, id: [] }] }, 'nodes.0.id is a list: it must be a string'],
    [{ nodes: [{ ...node, id: 'a'.repeat(101) }] }, '…": at most 100 characters are allowed'],
    [{ nodes: [{ ...node, type: '' }] }, 'nodes.0.type is "": at least 1 character is required'],
    [{ nodes: [{ ...node, join: 'some' }] }, 'nodes.0.join is "some": it must be "all" or "any"'],
    [{ nodes: [{ ...node, config: [] }] }, 'nodes.0.config is a list: it must be an object'],
    [{ nodes: [{ ...node, retry: { maxAttempts: 0 } }] }, 'maxAttempts is 0: at least 1 is required'],
    [{ nodes: [{ ...node, retry: { maxAttempts: 1.5 } }] }, 'maxAttempts is 1.5: it must be a whole number'],
    [{ nodes: [], limits: { maxSteps: 1e9 } }, 'limits.maxSteps is 1000000000: at most 1000000 is allowed'],
    [{ nodes: [], limits: { maxCostUsd: '1,00' } }, 'limits.maxCostUsd is "1,00": it must be decimal text'],
    [{ nodes: [], outputs: { a: {} } }, 'outputs.a is an object: it must be a string'],
  ])('a wrong value is refused: %j', (input, text) => {
    expect(issuesOf(input)).toMatchObject([
      { code: 'document/invalid-value', message: expect.stringContaining(text) },
    ]);
  });

  it('names the node or edge of each issue, where it has an id', () => {
    const edges = [{ id: 'e', source: 'a', target: 7 }];
    expect(
      issuesOf({
        nodes: [
          { id: 'a', type: 7 },
          { type: 7, id: 7 },
        ],
        edges,
      }),
    ).toMatchObject([
      { nodeId: 'a', path: 'nodes.0.type' },
      { path: 'nodes.1.id' },
      { path: 'nodes.1.type' },
      { edgeId: 'e', path: 'edges.0.target' },
    ]);
  });

  it('lists the first of very many issues, and says how many there are beside', () => {
    const metadata = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key${index}`, 1]));
    const issues = issuesOf({ nodes: [], ...metadata });
    expect(issues).toHaveLength(documentLimits.maxIssues + 1);
    expect(issues.at(-1)).toMatchObject({
      code: 'document/more-issues',
      message: expect.stringContaining('100 more issues'),
    });
  });

  it('quotes long keys in short', () => {
    const [issue] = issuesOf({ nodes: [], ['k'.repeat(1000)]: 1 });
    expect(issue?.message.length).toBeLessThan(400);
    expect(issue?.path).toHaveLength(80);
  });
});
