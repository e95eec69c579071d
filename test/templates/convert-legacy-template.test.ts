import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/index.ts';
import {
  checkTemplate,
  convertLegacyTemplate,
  instantiateTemplate,
  isLegacyTemplate,
  type LegacyTemplateConversion,
} from '../../src/templates/index.ts';
import { missingTypes, registry, strictValidator, validator } from '../graph/legacy/legacy-registry.ts';
import { universalChat } from '../graph/legacy/universal-chat.ts';
import { importContext } from '../support/validation-context.ts';

const check = {
  registry,
  validate: async (one: unknown) => validator.validate(one, importContext).result,
};
/** Without the kinds of node that are not there yet. */
const strictly = {
  registry,
  validate: async (one: unknown) => strictValidator.validate(one, importContext).result,
};

/** As the former export wrote it. */
const exported = (template: JsonObject) => ({
  template: {
    name: 'customer_support',
    description: 'Answers customers',
    category: 'CUSTOMER_SUPPORT',
    default_params: {},
    required_tools: null,
    required_retrievers: null,
    tags: ['support'],
    is_public: false,
    version: 4,
    metadata: { config_hash: 'abc', estimated_complexity: null, export_version: '1.0' },
    ...template,
  },
  export_format: 'json',
  exported_at: '2025-06-01T00:00:00Z',
});

function converted(template: JsonObject): LegacyTemplateConversion {
  const result = convertLegacyTemplate(exported(template));
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
}

function graphOf(template: JsonObject, parameters: JsonObject = {}) {
  const made = instantiateTemplate(converted(template).content, parameters, registry);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  const { graph, result } = validator.validate(made.value, importContext);
  expect(result.hasErrors).toBe(false);
  return graph;
}

const params = {
  model: 'gpt-4',
  system_message: 'Be kind',
  temperature: 0.3,
  max_tokens: 500,
  max_documents: 7,
  score_threshold: 0.5,
  max_tool_calls: 3,
};

describe('an exported legacy template', () => {
  it('becomes a graph with typed parameters that default to its values', async () => {
    const { content, report, ...head } = converted({ default_params: params });
    expect(head).toEqual({
      name: 'customer_support',
      description: 'Answers customers',
      category: 'customer_support',
      tags: ['support'],
    });
    expect(content.parameters).toMatchObject({
      properties: {
        model: { type: 'string', default: 'gpt-4' },
        systemPrompt: { type: 'string', default: 'Be kind' },
        temperature: { type: 'number', default: 0.3 },
        maxTokens: { type: 'integer', default: 500 },
      },
    });
    expect((await checkTemplate(content, strictly)).template).toEqual(content);
    expect(report.map(({ path }) => path)).toEqual([
      'default_params.max_documents',
      'default_params.score_threshold',
      'default_params.max_tool_calls',
      'version',
    ]);
  });

  it('with tools and retrievers has a stage for each, and ends the loop of its tools', () => {
    const graph = graphOf({
      default_params: params,
      required_tools: ['search_kb'],
      required_retrievers: ['kb'],
    });
    expect(graph?.nodes.map(({ id, config }) => [id, config])).toMatchObject([
      ['start', {}],
      ['retrieve', { maxDocuments: 7, threshold: 0.5 }],
      ['answer', { model: 'gpt-4', temperature: 0.3, maxTokens: 500 }],
      ['run_tools', { allowedTools: ['search_kb'], maxToolCalls: 3 }],
      ['finalize', { system: 'Provide a final response based on the tool results.' }],
      ['end', {}],
    ]);
    expect(graph?.variables).toMatchObject({ params: { maxToolCalls: 3, systemPrompt: 'Be kind' } });
  });

  it('that is universal asks its parameters what it may use', () => {
    const graph = graphOf({ name: 'universal_chat', default_params: { enable_tools: true } });
    expect(graph?.nodes.map(({ id }) => id)).toEqual([
      'start',
      'may_remember',
      'remember',
      'may_retrieve',
      'retrieve',
      'answer',
      'run_tools',
      'finalize',
      'end',
    ]);
    const flags = { enableMemory: true, enableRetrieval: false, enableTools: true, maxToolCalls: 10 };
    expect(graph?.variables).toMatchObject({ params: flags });
    const byType = graphOf({ default_params: { workflow_type: 'universal_chat', enable_memory: false } });
    expect(byType?.variables).toMatchObject({ params: { enableMemory: false } });
  });

  it.each([
    ['tools', { required_tools: ['search_kb'] }],
    ['retrieval', { required_retrievers: ['kb'] }],
    ['memory', { name: 'universal_chat' }],
  ])('is refused while there is no kind of node "%s"', async (type, template) => {
    const { content } = converted(template);
    const { issues } = (await checkTemplate(content, strictly)).result;
    const codes = issues.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(codes.length > 0).toBe(missingTypes.includes(type));
    expect(codes.every((code) => code === 'node/unknown-type')).toBe(true);
  });

  it('tells what it leaves out', () => {
    const template = {
      is_public: true,
      default_params: { enable_memory: true, temperature: 'hot', model: null },
    };
    const paths = converted(template).report.map(({ severity, path }) => `${severity} ${path}`);
    expect(paths).toEqual([
      'warning default_params.enable_memory',
      'warning default_params.temperature',
      'warning is_public',
      'info version',
    ]);
  });

  it('that came with a graph keeps that', () => {
    const { content, report } = converted({ nodes: universalChat.nodes, edges: universalChat.edges });
    expect(validator.validate(content.graph, importContext).graph).not.toBeNull();
    expect(report.some(({ path }) => path === 'nodes.6.type')).toBe(true);
  });

  it.each([
    ['no name', { name: '' }, 'document/missing-key', 'name'],
    ['a name that is no text', { name: 3 }, 'document/invalid-value', 'name'],
    ['no description', { description: null }, 'document/missing-key', 'description'],
    ['a blank category', { category: '  ' }, 'document/invalid-value', 'category'],
    ['values that are no object', { default_params: [] }, 'document/invalid-value', 'default_params'],
  ])('is refused with %s', (_, template, code, path) => {
    expect(convertLegacyTemplate(exported(template))).toMatchObject({ ok: false, error: [{ code, path }] });
  });

  it('is converted or refused, whatever it is, and never throws', async () => {
    const keys = Object.keys(exported({}).template);
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('universal_chat', ['x'], { temperature: 1 }, '\ud800'),
    );
    const template = fc
      .dictionary(fc.constantFrom(...keys, 'nodes', 'edges'), values)
      .map((more) => exported(JSON.parse(JSON.stringify(more))));
    let conversions = 0;
    const property = fc.asyncProperty(fc.oneof(template, fc.anything()), async (input) => {
      expect(typeof isLegacyTemplate(input)).toBe('boolean');
      const result = convertLegacyTemplate(input);
      if (!result.ok) return;
      conversions += 1;
      await checkTemplate(result.value.content, check);
    });
    await fc.assert(property, { numRuns: 1000 });
    expect(conversions).toBeGreaterThan(20);
  });

  it('is told from one of today', () => {
    expect(isLegacyTemplate(exported({}))).toBe(true);
    expect(isLegacyTemplate({ name: 'x', default_params: {} })).toBe(true);
    expect(isLegacyTemplate({ graph: { nodes: [] }, parameters: {} })).toBe(false);
  });
});
