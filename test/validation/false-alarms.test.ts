import { describe, expect, it } from 'vitest';
import { checkTemplate } from '../../src/templates/index.ts';
import { apiContext } from '../support/validation-context.ts';
import { registry, validator } from '../support/validator.ts';

const start = { id: 'start', type: 'start' };
const ask = (id: string, prompt: string) => ({
  id,
  type: 'model',
  config: { provider: 'offline', model: 'echo', prompt },
});
interface Node {
  readonly id: string;
  readonly type: string;
  readonly config: object;
}

const sequence = (nodes: readonly Node[], more: object = {}) => ({
  nodes: [start, ...nodes],
  edges: nodes.map(({ id }, index) => ({ source: nodes[index - 1]?.id ?? 'start', target: id })),
  ...more,
});
const issuesOf = (document: unknown) => validator.validate(document, apiContext).result.issues;

describe('the validator finds nothing in', () => {
  it.each([
    'Never reveal the password, the API key, the secret_key, the private_key, a token or a credential.',
    'Explain what OPENAI_API_KEY=sk-your-key-here and "Authorization: Bearer <token>" mean.',
    'Keys look like sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxx, ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx or AKIAIOSFODNN7EXAMPLE.',
    'A PEM file begins with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----.',
    'Use scikit-learn, sk-learn-contrib-extensions-of-any-kind and xoxo-hugs-and-kisses-to-everyone.',
    'The hash of it is 3f786850e387550fdab836ed7e6dc881de23001b, its id 0192f0c1-0000-7000-8000-000000000001.',
  ])('a prompt that talks about secrets: %s', (prompt) => {
    expect(issuesOf(sequence([ask('a', prompt)]))).toEqual([]);
  });

  it.each([
    'return vars.tries + 1',
    'return vars["tries"]',
    'const name = "tries"; return vars[name]',
  ])('a variable that only code reads: %s', (source) => {
    const nodes = [{ id: 'it', type: 'code', config: { source } }];
    expect(issuesOf(sequence(nodes, { variables: { tries: 0 } }))).toEqual([]);
  });

  it('61 model nodes, one after the other', () => {
    const nodes = Array.from({ length: 61 }, (_, index) => ask(`n${index}`, 'Go on.'));
    expect(issuesOf(sequence(nodes))).toEqual([]);
  });

  it('499 nodes that all lead to one', () => {
    const nodes = Array.from({ length: 498 }, (_, index) => ask(`n${index}`, 'Go on.'));
    const edges = nodes.flatMap(({ id }) => [
      { source: 'start', target: id },
      { source: id, target: 'last' },
    ]);
    expect(issuesOf({ nodes: [start, ...nodes, ask('last', 'Sum up.')], edges })).toEqual([]);
  });

  it('a template that is nothing without its parameters', async () => {
    const graph = sequence([
      {
        id: 'ask',
        type: 'model',
        config: {
          provider: '{{ params.provider }}',
          model: '{{ params.model }}',
          prompt: '{{ params.prompt }}',
        },
      },
    ]);
    const text = { type: 'string' };
    const parameters = {
      type: 'object',
      properties: { provider: text, model: text, prompt: text },
      required: ['provider', 'model', 'prompt'],
    };
    const validate = async (document: unknown) => validator.validate(document, apiContext).result;
    const { template, result } = await checkTemplate({ graph, parameters }, { registry, validate });
    expect(result.issues).toEqual([]);
    expect(template).not.toBeNull();
  });

  it('variables that only one place uses, whichever it is', () => {
    const counts = { id: 'count', type: 'variable', config: { operation: 'increment', name: 'set' } };
    const looks = { id: 'look', type: 'variable', config: { operation: 'get', name: 'got' } };
    const inner = sequence([ask('say', 'About {{ vars.inside }} and {{ item }}')]);
    const each = { id: 'each', type: 'map', config: { items: 'vars.list', graph: inner } };
    const variables = { set: 0, got: 1, inside: 'x', list: [1], shown: 2, asked: 3, all: 4 };
    const document = sequence([counts, looks, each], { variables, outputs: { shown: 'vars.shown' } });
    expect(issuesOf(document).map(({ path }) => path)).toEqual(['variables.all', 'variables.asked']);
    const edges = [
      ...document.edges.slice(0, 2),
      { source: 'look', target: 'each', condition: 'vars["asked"] > 2' },
    ];
    expect(issuesOf({ ...document, edges }).map(({ path }) => path)).toEqual(['variables.all']);
    expect(issuesOf({ ...document, edges, outputs: { all: 'vars' } })).toEqual([]);
  });
});
