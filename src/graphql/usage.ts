import type { Usage as UsageShape } from '../engine/index.ts';
import { usdOf } from '../kernel/index.ts';
import { builder } from './builder.ts';

export const Usage = builder.objectRef<UsageShape>('Usage').implement({
  description: 'Tokens, cost and calls, summed. What a provider does not tell is null: unknown, not zero.',
  fields: (t) => ({
    inputTokens: t.exposeInt('inputTokens', { nullable: true, description: 'Tokens that were sent.' }),
    outputTokens: t.exposeInt('outputTokens', { nullable: true, description: 'Tokens that were generated.' }),
    cachedTokens: t.exposeInt('cachedTokens', {
      nullable: true,
      description: 'Of those that were sent, how many the provider had in its cache.',
    }),
    reasoningTokens: t.exposeInt('reasoningTokens', {
      nullable: true,
      description: 'Of those that were generated, how many were reasoning.',
    }),
    totalTokens: t.exposeInt('totalTokens', {
      nullable: true,
      description: 'All tokens, as the provider counts them.',
    }),
    costUsd: t.string({
      nullable: true,
      description: 'The cost in US dollars, as decimal text: `0.0042`.',
      resolve: ({ costMicroUsd }) => (costMicroUsd === null ? null : usdOf(costMicroUsd)),
    }),
    modelCalls: t.exposeInt('modelCalls', { description: 'Model calls, including those that failed.' }),
    toolCalls: t.exposeInt('toolCalls', { description: 'Tool calls.' }),
  }),
});
