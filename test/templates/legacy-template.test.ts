import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/index.ts';
import { contentOfLegacy, instantiateTemplate } from '../../src/templates/index.ts';
import { apiContext } from '../support/validation-context.ts';
import { registry, validator } from '../support/validator.ts';

const legacy = (defaultParams: JsonObject, more = {}) => ({
  defaultParams,
  requiredTools: [],
  requiredRetrievers: [],
  ...more,
});

function made(defaultParams: JsonObject, given: JsonObject = {}) {
  const result = instantiateTemplate(contentOfLegacy(legacy(defaultParams)), given, registry);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  const { graph, result: validation } = validator.validate(result.value, apiContext);
  expect(validation.issues).toEqual([]);
  return { config: graph?.nodes[1]?.config, variables: graph?.variables };
}

describe('a template of the former system', () => {
  it('becomes a graph of its model settings, in either spelling', () => {
    const { config, variables } = made({
      model: 'gpt-4',
      system_message: 'Be kind',
      max_tokens: 50,
      temperature: 0,
    });
    expect(config).toEqual({
      model: 'gpt-4',
      temperature: 0,
      maxTokens: 50,
      system: '{{ vars.params.systemPrompt }}',
    });
    expect(variables).toMatchObject({ params: { systemPrompt: 'Be kind', provider: null } });
    expect(made({ maxTokens: 7, systemPrompt: 'x' }).config).toMatchObject({ maxTokens: 7 });
  });

  it('lets what is given win over its defaults', () => {
    expect(made({ temperature: 0.2 }, { temperature: 0.9 }).config).toEqual({ temperature: 0.9 });
  });

  it('leaves open what it does not set, or set to what no model takes', () => {
    expect(made({ temperature: 'hot', max_tokens: 0.5, enable_memory: true }).config).toEqual({});
  });

  it.each(['requiredTools', 'requiredRetrievers'])('is refused with %s', (list) => {
    const asked = () => contentOfLegacy(legacy({}, { [list]: ['search_kb'] }));
    expect(asked).toThrow(expect.objectContaining({ code: 'workflow/unsupported' }));
    expect(asked).toThrow(/search_kb/);
  });
});
