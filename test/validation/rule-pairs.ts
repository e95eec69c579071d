import { z } from 'zod';
import type { IssueCode } from '../../src/graph/index.ts';
import { documentLimits } from '../../src/graph/index.ts';
import { builtInKinds, createRegistry, defineNodeKind } from '../../src/nodes/index.ts';
import { createValidator, type ValidationContext } from '../../src/validation/index.ts';
import { apiContext, testCapabilities } from '../support/validation-context.ts';

/** A document that a rule finds fault with, and a near twin that it does not. */
export interface Pair {
  readonly trips: unknown;
  readonly passes: unknown;
  /** Where something else than the document decides. */
  readonly context?: ValidationContext;
}

/** A kind that reaches for everything that a kind can reach for. */
const reacher = defineNodeKind({
  type: 'reacher',
  label: 'Reacher',
  category: 'control',
  description: 'Names tools and documents, and runs code.',
  pure: true,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config: z.strictObject({
    tool: z.string().default('search').describe('A tool.'),
    document: z.string().default('handbook').describe('A document.'),
    code: z.boolean().default(false).describe('Whether it runs code.'),
  }),
  ports: [{ name: 'out', description: 'It has reached.' }],
  output: () => 'dyn',
  uses: ({ tool, document, code }) => ({
    tools: [{ text: tool, at: 'tool' }],
    documents: [{ text: document, at: 'document' }],
    code,
  }),
  compile: () => ({ pure: true, run: () => ({ status: 'completed', port: 'out', output: null }) }),
});

export const pairValidator = createValidator(createRegistry([...builtInKinds, reacher]));

/** A small server: it knows one tool, one document and what its models can do, and allows little. */
export const pairContext: ValidationContext = {
  ...apiContext,
  secrets: new Set(['KEPT']),
  capabilities: {
    ...testCapabilities,
    limits: { maxNodes: 500, maxEdges: 2000, maxModelCalls: 500 },
    models: [
      { provider: 'local', model: 'tiny', supports: [], maxOutputTokens: null, outputPrice: 1_000_000 },
      {
        provider: 'local',
        model: 'large',
        supports: ['structuredOutput'],
        maxOutputTokens: null,
        outputPrice: null,
      },
    ],
    allowsCode: false,
    mayAsk: (host) => host === 'example.com',
    tool: (_, name) => (name === 'search' ? 'available' : name === 'shell' ? 'forbidden' : 'absent'),
    document: (_, id) => (id === 'handbook' ? 'available' : 'absent'),
  },
};

const start = { id: 'start', type: 'start' };
const e = (source: string, target: string, more: object = {}) => ({ source, target, ...more });
const from = (source: string, sourcePort: string, target: string, more: object = {}) =>
  e(source, target, { sourcePort, ...more });
/** start → it, and what else is given. */
const one = (node: object, more: object = {}) => ({
  nodes: [start, { id: 'it', ...node }],
  edges: [e('start', 'it')],
  ...more,
});
const delay = (id: string, more: object = {}) => ({ id, type: 'delay', ...more });
const check = (id: string) => ({ id, type: 'conditional', config: { condition: 'true' } });
const loop = (id: string, maxIterations = 3) => ({ id, type: 'loop', config: { maxIterations } });
const model = (config: object, more: object = {}) =>
  one({ type: 'model', config: { prompt: 'hello', provider: 'local', model: 'tiny', ...config } }, more);
const graph = (nodes: readonly object[], edges: readonly object[], more: object = {}) => ({
  nodes: [start, ...nodes],
  edges,
  ...more,
});
const sequence = (count: number) => ({
  nodes: [start, ...Array.from({ length: count }, (_, index) => delay(`n${index}`))],
  edges: Array.from({ length: count }, (_, index) => e(index === 0 ? 'start' : `n${index - 1}`, `n${index}`)),
});
const many = <T>(count: number, item: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => item(index));
const nested = (depth: number): unknown => (depth === 0 ? 1 : { in: nested(depth - 1) });
/** Put together here, so that no scanner takes the test for a leak. */
const awsKey = ['AKIA', 'Q3EGRL5TZ7WM2YHB'].join('');

/**
 * Those that the looking up of other workflows finds, or the reading of a file: test/app/subworkflows.test.ts and
 * test/app/template-life.test.ts have their pairs.
 */
type ElsewhereCode =
  | 'subworkflow/not-found'
  | 'subworkflow/recursive'
  | 'subworkflow/too-deep'
  | 'document/hash-mismatch';

/** One for every code: the compiler says which is missing. */
export const pairs: Readonly<Record<Exclude<IssueCode, ElsewhereCode>, Pair>> = {
  'document/not-object': { trips: [], passes: one(delay('it')) },
  'document/not-json': {
    trips: one(delay('it'), { metadata: { at: undefined } }),
    passes: one(delay('it'), { metadata: { at: null } }),
  },
  'document/unstorable-text': {
    trips: one(delay('it', { label: 'a\0' })),
    passes: one(delay('it', { label: 'a' })),
  },
  'document/forbidden-key': {
    trips: JSON.parse('{"nodes":[],"metadata":{"__proto__":1}}'),
    passes: JSON.parse('{"nodes":[],"metadata":{"proto":1}}'),
  },
  'document/too-deep': {
    trips: one(delay('it'), { metadata: nested(documentLimits.maxDepth) }),
    passes: one(delay('it'), { metadata: nested(20) }),
  },
  'document/too-large': {
    trips: one(delay('it'), { metadata: { a: 'x'.repeat(documentLimits.maxBytes) } }),
    passes: one(delay('it'), { metadata: { a: 'x'.repeat(1000) } }),
  },
  'document/too-many-nodes': {
    trips: sequence(documentLimits.maxNodes),
    passes: sequence(documentLimits.maxNodes - 1),
  },
  'document/too-many-edges': {
    trips: { ...one(delay('it')), edges: many(documentLimits.maxEdges + 1, () => e('start', 'it')) },
    passes: { ...one(delay('it')), edges: many(documentLimits.maxEdges, () => e('start', 'it')) },
  },
  'document/format-too-old': {
    trips: one(delay('it'), { formatVersion: 0 }),
    passes: one(delay('it'), { formatVersion: 1 }),
  },
  'document/format-too-new': {
    trips: one(delay('it'), { formatVersion: 99 }),
    passes: one(delay('it'), { formatVersion: 1 }),
  },
  'document/unknown-key': { trips: one(delay('it'), { nods: [] }), passes: one(delay('it')) },
  'document/missing-key': { trips: { edges: [] }, passes: { edges: [], nodes: [] } },
  'document/invalid-value': {
    trips: one(delay('it', { timeoutMs: 0 })),
    passes: one(delay('it', { timeoutMs: 1 })),
  },
  'document/more-issues': {
    trips: one(delay('it'), Object.fromEntries(many(300, (index) => [`key${index}`, 1]))),
    passes: one(delay('it'), Object.fromEntries(many(100, (index) => [`key${index}`, 1]))),
  },

  'graph/no-start': { trips: { nodes: [delay('it')] }, passes: one(delay('it')) },
  'graph/two-starts': { trips: graph([{ id: 'go', type: 'start' }], []), passes: graph([], []) },
  'node/same-id': {
    trips: graph([delay('a'), delay('a')], [e('start', 'a')]),
    passes: graph([delay('a'), delay('b')], [e('start', 'a'), e('a', 'b')]),
  },
  'node/unknown-type': { trips: one({ type: 'dealy' }), passes: one({ type: 'delay' }) },
  'node/config-invalid': {
    trips: one(delay('it', { config: { durationMs: -1 } })),
    passes: one(delay('it', { config: { durationMs: 0 } })),
  },
  'node/unreachable': {
    trips: graph([delay('a'), delay('b')], [e('start', 'a')]),
    passes: graph([delay('a'), delay('b')], [e('start', 'a'), e('a', 'b')]),
  },
  'node/cannot-be-disabled': {
    trips: one({ ...check('it'), enabled: false }),
    passes: one(delay('it', { enabled: false })),
  },
  'node/cancels-nothing': {
    trips: one(delay('it', { cancelOthers: true })),
    passes: one(delay('it', { cancelOthers: true, join: 'any' })),
  },
  'node/never-heard': {
    trips: one(delay('it', { idleTimeoutMs: 1000 })),
    passes: one(delay('it', { timeoutMs: 1000 })),
  },
  'edge/same-id': {
    trips: graph([delay('a'), delay('b')], [e('start', 'a', { id: 'x' }), e('a', 'b', { id: 'x' })]),
    passes: graph([delay('a'), delay('b')], [e('start', 'a', { id: 'x' }), e('a', 'b', { id: 'y' })]),
  },
  'edge/unknown-source': {
    trips: graph([delay('a')], [e('start', 'a'), e('b', 'a')]),
    passes: graph([delay('a')], [e('start', 'a')]),
  },
  'edge/unknown-target': {
    trips: graph([delay('a')], [e('start', 'a'), e('a', 'b')]),
    passes: graph([delay('a')], [e('start', 'a')]),
  },
  'edge/unknown-port': {
    trips: graph([delay('a')], [from('start', 'done', 'a')]),
    passes: graph([delay('a')], [from('start', 'out', 'a')]),
  },
  'edge/into-start': {
    trips: graph([delay('a')], [e('start', 'a'), e('a', 'start')]),
    passes: graph([delay('a'), delay('b')], [e('start', 'a'), e('a', 'b')]),
  },
  'edge/into-handler': {
    trips: graph([delay('a'), { id: 'h', type: 'error_handler' }], [e('start', 'a'), e('a', 'h')]),
    passes: graph(
      [delay('a'), { id: 'h', type: 'error_handler' }],
      [e('start', 'a'), from('a', 'error', 'h')],
    ),
  },
  'edge/at-note': {
    trips: graph([delay('a'), { id: 'n', type: 'note' }], [e('start', 'a'), e('a', 'n')]),
    passes: graph([delay('a'), { id: 'n', type: 'note' }], [e('start', 'a')]),
  },
  'edge/duplicate': {
    trips: graph([delay('a')], [e('start', 'a'), e('start', 'a')]),
    passes: graph(
      [delay('a')],
      [e('start', 'a', { condition: '1 < 2' }), e('start', 'a', { condition: '2 < 1' })],
    ),
  },
  'edge/never-taken': {
    trips: graph(
      [delay('a'), delay('b')],
      [e('start', 'a', { condition: 'true' }), e('start', 'b'), e('start', 'a')],
    ),
    passes: graph([delay('a'), delay('b')], [e('start', 'a', { condition: 'true' }), e('start', 'b')]),
  },
  'port/leads-nowhere': {
    trips: graph([check('c'), delay('a')], [e('start', 'c'), from('c', 'true', 'a')]),
    passes: graph(
      [check('c'), delay('a'), { id: 'end', type: 'end' }],
      [e('start', 'c'), from('c', 'true', 'a'), from('c', 'false', 'end')],
    ),
  },
  'node/never-runs': {
    trips: graph(
      [delay('a', { enabled: false }), delay('b'), delay('c')],
      [e('start', 'a'), e('a', 'b'), from('a', 'error', 'c')],
    ),
    passes: graph(
      [delay('a'), delay('b'), delay('c')],
      [e('start', 'a'), e('a', 'b'), from('a', 'error', 'c')],
    ),
  },
  'cycle/two-entries': {
    trips: graph(
      [check('c'), delay('a'), delay('b')],
      [
        e('start', 'c'),
        from('c', 'true', 'a'),
        from('c', 'false', 'b'),
        e('a', 'b'),
        e('b', 'a', { condition: 'true' }),
      ],
    ),
    passes: graph(
      [delay('a'), delay('b')],
      [e('start', 'a'), e('a', 'b'), e('b', 'a', { condition: 'true' }), from('b', 'error', 'a')].slice(0, 3),
    ),
  },
  'loop/body-leads-nowhere': {
    trips: graph([loop('l'), delay('a')], [e('start', 'l'), from('l', 'body', 'a')]),
    passes: graph([loop('l'), delay('a')], [e('start', 'l'), from('l', 'body', 'a'), e('a', 'l')]),
  },
  'loop/exit-leads-back': {
    trips: graph(
      [loop('l'), delay('a'), delay('b')],
      [e('start', 'l'), from('l', 'body', 'a'), e('a', 'l'), from('l', 'done', 'b'), e('b', 'l')],
    ),
    passes: graph(
      [loop('l'), delay('a'), delay('b')],
      [e('start', 'l'), from('l', 'body', 'a'), e('a', 'l'), from('l', 'done', 'b')],
    ),
  },
  'loop/empty-body': {
    trips: graph([loop('l')], [e('start', 'l'), from('l', 'body', 'l')]),
    passes: graph([loop('l'), delay('a')], [e('start', 'l'), from('l', 'body', 'a'), e('a', 'l')]),
  },
  'region/back-only-with-exit': {
    trips: graph([delay('a'), delay('b')], [e('start', 'a'), e('a', 'a'), e('a', 'b')]),
    passes: graph(
      [delay('a'), delay('b')],
      [e('start', 'a'), e('a', 'a', { condition: 'true' }), e('a', 'b')],
    ),
  },
  'region/endless': {
    trips: graph([delay('a'), delay('b')], [e('start', 'a'), e('a', 'b'), e('b', 'a')]),
    passes: graph([delay('a'), check('b')], [e('start', 'a'), e('a', 'b'), from('b', 'true', 'a')]),
  },
  'variable/unused': {
    trips: one(delay('it'), { variables: { tries: 0 } }),
    passes: one(delay('it'), { variables: { tries: 0 }, outputs: { tries: 'vars.tries' } }),
  },
  'expression/invalid': {
    trips: one(delay('it'), { outputs: { a: 'nodes.its.output' } }),
    passes: one(delay('it'), { outputs: { a: 'nodes.it.output' } }),
  },

  'limit/nodes': {
    trips: one({ type: 'map', config: { items: '[1]', graph: sequence(498) } }),
    passes: one({ type: 'map', config: { items: '[1]', graph: sequence(497) } }),
  },
  'limit/edges': {
    trips: {
      ...one(delay('it')),
      edges: many(2001, (index) => e('start', 'it', { condition: `${index} > 0` })),
    },
    passes: {
      ...one(delay('it')),
      edges: many(2000, (index) => e('start', 'it', { condition: `${index} > 0` })),
    },
  },
  'secret/literal': {
    trips: model({ prompt: `Use the key ${awsKey} for it` }),
    passes: model({
      prompt: 'Never tell the password, the API key or the token, nor anything like AKIA… or sk-…',
    }),
  },
  'secret/in-header': {
    trips: one({
      type: 'http_request',
      config: { url: 'https://example.com', headers: { Authorization: 'Bearer 8f14e45fceea167a' } },
    }),
    passes: one({
      type: 'http_request',
      config: {
        url: 'https://example.com',
        headers: { Authorization: { secret: 'CRM', prefix: 'Bearer ' } },
      },
    }),
  },
  'secret/not-found': {
    trips: one({
      type: 'http_request',
      config: { url: 'https://example.com', bearer: { secret: 'CRM' } },
    }),
    passes: one({
      type: 'http_request',
      config: { url: 'https://example.com', bearer: { secret: 'KEPT' } },
    }),
    context: { ...pairContext, purpose: 'execution' },
  },
  'code/not-allowed': {
    trips: one({ type: 'reacher', config: { code: true } }),
    passes: one({ type: 'reacher' }),
  },
  'http/address-refused': {
    trips: one({ type: 'http_request', config: { url: 'http://10.0.0.7/orders' } }),
    passes: one({ type: 'http_request', config: { url: 'https://example.com/orders' } }),
  },
  'tool/not-permitted': {
    trips: one({ type: 'reacher', config: { tool: 'shell' } }),
    passes: one({ type: 'reacher', config: { tool: 'search' } }),
  },
  'model/unknown': { trips: model({ model: 'tinny' }), passes: model({ model: 'tiny' }) },
  'model/passed-over': {
    trips: model({ fallbackModels: [{ provider: 'local', model: 'lagre' }] }),
    passes: model({ fallbackModels: [{ provider: 'local', model: 'large' }] }),
  },
  'model/unsupported': {
    trips: model({ model: 'tiny', structuredOutput: { type: 'object' } }),
    passes: model({ model: 'large', structuredOutput: { type: 'object' } }),
  },
  'tool/unknown': {
    trips: one({ type: 'reacher', config: { tool: 'serach' } }),
    passes: one({ type: 'reacher', config: { tool: 'search' } }),
  },
  'retrieval/document-not-found': {
    trips: one({ type: 'reacher', config: { document: 'handbok' } }),
    passes: one({ type: 'reacher', config: { document: 'handbook' } }),
  },
  'limit/model-calls': {
    trips: askedInLoop({ maxIterations: 101, attempts: 5 }),
    passes: askedInLoop({ maxIterations: 100, attempts: 5 }),
  },
  'loop/beyond-steps': {
    trips: askedInLoop({ maxIterations: 501, attempts: 1 }),
    passes: askedInLoop({ maxIterations: 500, attempts: 1 }),
  },
  'limit/cost-unknown': {
    trips: model({ model: 'large' }, { limits: { maxCostUsd: '1.00' } }),
    passes: model({ model: 'tiny' }, { limits: { maxCostUsd: '1.00' } }),
  },
  'limit/cost-beyond': {
    trips: model({ maxTokens: 1_000_001 }, { limits: { maxCostUsd: '1.00' } }),
    passes: model({ maxTokens: 1_000_000 }, { limits: { maxCostUsd: '1.00' } }),
  },
};

function askedInLoop({ maxIterations, attempts }: { maxIterations: number; attempts: number }) {
  const ask = {
    id: 'ask',
    type: 'model',
    config: { prompt: 'hello', provider: 'local', model: 'tiny' },
    retry: { maxAttempts: attempts },
  };
  return graph([loop('l', maxIterations), ask], [e('start', 'l'), from('l', 'body', 'ask'), e('ask', 'l')]);
}
