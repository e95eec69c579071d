import type { ModelUse } from '../node-uses.ts';
import type { ModelConfig } from './model-config.ts';

/** The models that one attempt may ask: the node's own, then its fallbacks. */
export function modelUses(config: ModelConfig): readonly ModelUse[] {
  const {
    provider = null,
    model = null,
    maxTokens = null,
    structuredOutput,
    repair,
    fallbackModels,
  } = config;
  const asked = {
    features: structuredOutput === undefined ? [] : (['structuredOutput'] as const),
    calls: structuredOutput !== undefined && repair ? 2 : 1,
    maxTokens,
  };
  return [
    {
      provider,
      model,
      at: model === null && provider !== null ? 'provider' : 'model',
      providerAt: 'provider',
      ...asked,
    },
    ...fallbackModels.map((fallback, index) => ({
      ...fallback,
      at: `fallbackModels.${index}.model`,
      providerAt: `fallbackModels.${index}.provider`,
      ...asked,
    })),
  ];
}
