import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/index.ts';
import { checkTemplate } from '../../src/templates/index.ts';
import { apiContext } from '../support/validation-context.ts';
import { registry, validator } from '../support/validator.ts';

const check = {
  registry,
  validate: async (document: unknown) => validator.validate(document, apiContext).result,
};

const graph = (config: JsonObject) => ({
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'answer', type: 'model', config },
  ],
  edges: [{ source: 'start', target: 'answer' }],
});

async function issuesOf(given: { readonly graph: unknown; readonly parameters: unknown }) {
  const { template, result } = await checkTemplate(given, check);
  expect(template === null).toBe(result.hasErrors);
  return result.issues;
}

describe('a template', () => {
  it('is kept with its placeholders, as it was written', async () => {
    const given = {
      graph: graph({ prompt: '{{ params.topic }}', temperature: '{{ params.heat }}' }),
      parameters: {
        properties: { topic: { type: 'string' }, heat: { type: 'number', minimum: 0.5, maximum: 1 } },
        required: ['topic'],
      },
    };
    expect(await checkTemplate(given, check)).toMatchObject({ template: given, result: { issues: [] } });
  });

  it.each<[string, JsonObject]>([
    ['a default', { type: 'string', pattern: '^[A-Z]{3}$', default: 'EUR' }],
    ['an example', { type: 'string', pattern: '^[A-Z]{3}$', examples: ['EUR'] }],
    ['an allowed value', { enum: ['EUR', 'USD'] }],
    ['the only value', { const: 'EUR' }],
    ['a text long enough', { type: 'string', minLength: 30, maxLength: 31 }],
    ['a short text', { type: 'string', maxLength: 1 }],
    ['a list', { type: 'array', items: { type: 'integer', maximum: 0 }, minItems: 2 }],
    ['an object', { type: 'object', properties: { a: { type: 'boolean' } }, required: ['a'] }],
  ])('is checked with %s for a required parameter', async (_, parameter) => {
    const parameters = { properties: { a: parameter }, required: ['a'] };
    expect(await issuesOf({ graph: graph({ prompt: '{{ params.a }}' }), parameters })).toEqual([]);
  });

  it('asks for an example where no value is known', async () => {
    const a = { type: 'string', pattern: '^[A-Z]{3}$' };
    const parameters = { properties: { a, b: { type: 'null' } }, required: ['a'] };
    expect(await issuesOf({ graph: graph({}), parameters })).toMatchObject([
      { code: 'parameter/no-example', path: 'parameters.properties.a' },
    ]);
  });

  it('is refused where the graph it makes is not valid, with the validator’s issues', async () => {
    const config = { prompt: '{{ params.topic.size( }}' };
    const issues = await issuesOf({
      graph: graph(config),
      parameters: { properties: { topic: { type: 'string' } } },
    });
    expect(issues).toMatchObject([{ code: 'expression/invalid', nodeId: 'answer' }]);
  });

  it('is refused where it names a parameter that it does not have', async () => {
    expect(await issuesOf({ graph: graph({ prompt: '{{ params.topic }}' }), parameters: {} })).toMatchObject([
      { code: 'parameter/unknown', path: 'graph.nodes.1.config.prompt' },
    ]);
  });

  it.each([
    ['no graph', { graph: null, parameters: {} }, 'document/invalid-value'],
    ['a list for a graph', { graph: [], parameters: {} }, 'document/invalid-value'],
    ['a list for parameters', { graph: graph({}), parameters: [] }, 'parameter/schema-invalid'],
    [
      'text that cannot be stored',
      { graph: graph({ prompt: 'a\0' }), parameters: {} },
      'document/unstorable-text',
    ],
    ['a function', { graph: { nodes: [() => 1] }, parameters: {} }, 'document/not-json'],
  ])('is refused with %s', async (_, given, code) => {
    expect(await issuesOf(given)).toMatchObject([{ code }]);
  });
});
