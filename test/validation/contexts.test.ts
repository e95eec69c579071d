import { describe, expect, it } from 'vitest';
import { issueCodes } from '../../src/graph/index.ts';
import type { ValidationContext } from '../../src/validation/index.ts';
import { type Pair, pairContext, pairs, pairValidator } from './rule-pairs.ts';

const validate = (document: unknown, more: Partial<ValidationContext> = {}) =>
  pairValidator.validate(document, { ...pairContext, ...more });

const model = (config: object) => ({
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'ask', type: 'model', config: { prompt: 'hello', ...config } },
  ],
  edges: [{ source: 'start', target: 'ask' }],
});

const missing = new Set(
  Object.entries(issueCodes).flatMap(([code, kind]) => ('providable' in kind ? [code] : [])),
);
const providable = Object.entries(pairs).filter(([code]) => missing.has(code));

describe('an import', () => {
  it.each(providable)('is warned of %s, for which an execution is refused', (code, { trips }: Pair) => {
    const [imported, executed] = (['import', 'execution'] as const).map((purpose) =>
      validate(trips, { purpose }),
    );
    expect(imported?.graph).not.toBeNull();
    expect(imported?.result.issues).toContainEqual(expect.objectContaining({ code, severity: 'warning' }));
    expect(executed?.graph).toBeNull();
    expect(executed?.result.issues).toContainEqual(expect.objectContaining({ code, severity: 'error' }));
  });

  it.each([
    'secret/literal',
    'limit/nodes',
    'http/address-refused',
  ] as const)('is refused for %s, which nothing can provide', (code) => {
    expect(validate(pairs[code].trips, { purpose: 'import' }).graph).toBeNull();
  });
});

describe('a secret that nobody has kept', () => {
  const { trips } = pairs['secret/not-found'];
  const found = (more: Partial<ValidationContext>) =>
    validate(trips, more).result.issues.map(({ code, severity }) => [code, severity]);

  it('is warned of until it is sent', () => {
    expect(found({})).toEqual([['secret/not-found', 'warning']]);
    expect(found({ purpose: 'import' })).toEqual([['secret/not-found', 'warning']]);
    expect(found({ purpose: 'execution' })).toEqual([['secret/not-found', 'error']]);
  });

  it('is not spoken of where nobody has looked', () => {
    expect(found({ purpose: 'execution', secrets: null })).toEqual([]);
  });

  it('is found wherever a request names it, but not in a node that is disabled', () => {
    const secret = (name: string) => ({ secret: name });
    const config = {
      url: 'https://example.com',
      method: 'POST',
      query: { a: secret('A'), kept: secret('KEPT') },
      headers: { 'X-B': secret('B') },
      form: { c: secret('C') },
      basic: { username: 'u', password: secret('D') },
    };
    const asking = (node: object) => ({
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'ask', type: 'http_request', config, ...node },
      ],
      edges: [{ source: 'start', target: 'ask' }],
    });
    const { issues } = validate(asking({})).result;
    expect(issues.map(({ path }) => path)).toEqual([
      'nodes.1.config.basic.password.secret',
      'nodes.1.config.form.c.secret',
      'nodes.1.config.headers.X-B.secret',
      'nodes.1.config.query.a.secret',
    ]);
    expect(validate(asking({ enabled: false })).result.issues).toEqual([]);
  });
});

describe('a model that a node leaves to the request', () => {
  it('is asked for when the graph is executed, and not before', () => {
    const document = model({});
    expect(validate(document).result.issues).toEqual([]);
    const executed = validate(document, { purpose: 'execution', requested: {} });
    expect(executed.result.issues).toMatchObject([
      {
        code: 'model/unknown',
        nodeId: 'ask',
        message: expect.stringMatching(/neither does the request.*known are .*"local\/tiny"/),
      },
    ]);
  });

  it('is the one that the request names', () => {
    const codesFor = (requested: ValidationContext['requested'], config: object = {}) =>
      validate(model(config), { purpose: 'execution', requested }).result.issues.map(({ code }) => code);
    expect(codesFor({ provider: 'local', model: 'tiny' })).toEqual([]);
    expect(codesFor({ provider: 'local', model: 'tinny' })).toEqual(['model/unknown']);
    expect(codesFor({ provider: 'local', model: 'tiny' }, { provider: 'local' })).toEqual([]);
    expect(codesFor({ provider: 'other', model: 'tiny' }, { provider: 'local' })).toEqual(['model/unknown']);
    expect(codesFor({}, { fallbackModels: [{ provider: 'local', model: 'tiny' }] })).toEqual([]);
  });

  it('is refused with the name that was probably meant, of its own provider', () => {
    const { issues } = validate(model({ provider: 'local', model: 'tinny' })).result;
    expect(issues).toMatchObject([
      {
        path: 'nodes.1.config.model',
        message:
          'node "ask" asks the model "local/tinny", which this server does not have: did you mean "tiny"?',
        suggestion: 'tiny',
      },
    ]);
    const requested = { provider: 'local', model: 'tinny' };
    const executed = validate(model({ provider: 'local' }), { purpose: 'execution', requested }).result
      .issues;
    expect(executed).toMatchObject([{ path: 'nodes.1.config.provider' }]);
    expect(executed[0]?.suggestion).toBeUndefined();
  });

  it('is refused with the provider that was probably meant, where the provider stands', () => {
    expect(validate(model({ provider: 'lokal', model: 'tiny' })).result.issues).toMatchObject([
      {
        path: 'nodes.1.config.provider',
        message:
          'node "ask" asks the model "lokal/tiny", whose provider this server does not have: did you mean "local"?',
        suggestion: 'local',
      },
    ]);
    const requested = { provider: 'lokal', model: 'tiny' };
    const [executed] = validate(model({}), { purpose: 'execution', requested }).result.issues;
    expect(executed).toMatchObject({ message: expect.stringContaining('did you mean "local"?') });
    expect(executed?.suggestion).toBeUndefined();
  });

  it.each([
    [{ provider: 'lokal', model: 'tiny' }, 'provider', 'local'],
    [{ provider: 'local', model: 'tinny' }, 'model', 'tiny'],
  ])('is passed over as the fallback %j with what was probably meant', (fallback, key, suggestion) => {
    const config = { provider: 'local', model: 'large', fallbackModels: [fallback] };
    expect(validate(model(config)).result.issues).toMatchObject([
      {
        code: 'model/passed-over',
        path: `nodes.1.config.fallbackModels.0.${key}`,
        message: expect.stringContaining(`so it is passed over: did you mean "${suggestion}"?`),
        suggestion,
      },
    ]);
  });

  it('is refused at once where its provider is not there', () => {
    expect(validate(model({ provider: 'lokal' })).result.issues).toMatchObject([
      { code: 'model/unknown', path: 'nodes.1.config.provider', message: expect.stringContaining('"local"') },
    ]);
  });
});

describe('an answer that a limit of the cost must be kept with', () => {
  const limited = (config: object = {}) => ({
    ...model({ provider: 'local', model: 'tiny', ...config }),
    limits: { maxCostUsd: '1.00' },
  });
  const requested = {};

  it('must be bounded when the graph is executed: before that, the request may still bound it', () => {
    expect(validate(limited()).result.issues).toEqual([]);
    expect(validate(limited(), { purpose: 'execution', requested }).result.issues).toMatchObject([
      { code: 'limit/cost-unknown', nodeId: 'ask', message: expect.stringContaining('set maxTokens') },
    ]);
  });

  it('is bounded by the node, by the request or by the model', () => {
    const { capabilities } = pairContext;
    const models = capabilities.models.map((one) => ({ ...one, maxOutputTokens: 10 }));
    const bounded = { ...capabilities, models };
    const execution = { purpose: 'execution', requested } as const;
    expect(validate(limited({ maxTokens: 10 }), execution).result.issues).toEqual([]);
    expect(validate(limited(), { ...execution, requested: { maxTokens: 10 } }).result.issues).toEqual([]);
    expect(validate(limited(), { ...execution, capabilities: bounded }).result.issues).toEqual([]);
  });

  it('can cost no more than the longest that the model gives', () => {
    const { capabilities } = pairContext;
    const of = (maxOutputTokens: number) => {
      const models = capabilities.models.map((one) => ({ ...one, maxOutputTokens }));
      const context = { capabilities: { ...capabilities, models } };
      return validate(limited({ maxTokens: 2_000_000 }), context).result.issues.map(({ code }) => code);
    };
    expect(of(1_000_000)).toEqual([]);
    expect(of(1_000_001)).toEqual(['limit/cost-beyond']);
  });
});

describe('security and capability', () => {
  it('say what is wrong in both at once, in nested graphs too, with the place in the whole document', () => {
    const inner = model({ provider: 'local', model: 'nobody' });
    const document = {
      nodes: [
        { id: 'start', type: 'start' },
        { id: 'each', type: 'map', config: { items: '[1]', graph: inner } },
        { id: 'look', type: 'http_request', config: { url: 'http://localhost:9200' } },
      ],
      edges: [
        { source: 'start', target: 'each' },
        { source: 'each', target: 'look' },
      ],
    };
    expect(validate(document).result.issues).toMatchObject([
      { code: 'http/address-refused', layer: 'security', nodeId: 'look', path: 'nodes.2.config.url' },
      {
        code: 'model/unknown',
        layer: 'capability',
        nodeId: 'each',
        path: 'nodes.1.config.graph.nodes.1.config.model',
        message: expect.stringContaining('in the graph of node "each": node "ask"'),
      },
    ]);
  });

  it('ask nothing of nodes that are disabled', () => {
    const { nodes, edges } = model({ provider: 'local', model: 'nobody' });
    const disabled = nodes.map((node) => (node.id === 'ask' ? { ...node, enabled: false } : node));
    expect(validate({ nodes: disabled, edges }).result.issues).toEqual([]);
  });
});
