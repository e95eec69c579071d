import type { PricedModel } from '../../app/index.ts';
import { usdOf } from '../../kernel/index.ts';
import type { ModelPrice as ModelPriceShape } from '../../runtime/ports/models.ts';
import { builder } from '../builder.ts';

const ModelFeature = builder.enumType('ModelFeature', {
  description: 'What a model can do besides text.',
  values: {
    STRUCTURED_OUTPUT: { value: 'structuredOutput', description: 'Answers in JSON of a given schema.' },
    TOOLS: { value: 'tools', description: 'Calls tools.' },
  } as const,
});

const ModelPrice = builder.objectRef<ModelPriceShape>('ModelPrice').implement({
  description: 'What a million tokens of a model cost, in US dollars as decimal text: `0.25`.',
  fields: (t) => ({
    from: t.expose('from', {
      type: 'DateTime',
      nullable: true,
      description: 'When the price began to hold; null: it always has.',
    }),
    inputUsd: t.string({
      description: 'Of tokens that are sent.',
      resolve: ({ input }) => usdOf(input),
    }),
    cachedInputUsd: t.string({
      description: 'Of those that are sent and that the provider has in its cache.',
      resolve: ({ cachedInput }) => usdOf(cachedInput),
    }),
    cacheWriteUsd: t.string({
      description: 'Of those that are sent and that the provider writes to its cache.',
      resolve: ({ cacheWrite }) => usdOf(cacheWrite),
    }),
    outputUsd: t.string({
      description: 'Of tokens that are generated.',
      resolve: ({ output }) => usdOf(output),
    }),
    reasoningUsd: t.string({
      description: 'Of those that are generated and are reasoning.',
      resolve: ({ reasoning }) => usdOf(reasoning),
    }),
  }),
});

const Model = builder.objectRef<PricedModel>('Model').implement({
  description: 'A language model that workflows may name.',
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'The provider.' }),
    model: t.exposeString('model', { description: 'Its name, as its provider calls it.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is good for, if that is known.',
    }),
    supports: t.expose('supports', {
      type: [ModelFeature],
      nullable: true,
      description: 'What it can do besides text; null: unknown.',
    }),
    maxOutputTokens: t.exposeInt('maxOutputTokens', {
      nullable: true,
      description: 'How many tokens an answer can have; null: unknown.',
    }),
    price: t.expose('price', {
      type: ModelPrice,
      nullable: true,
      description: 'What it costs now; null: unknown, not nothing.',
    }),
  }),
});

builder.queryField('models', (t) =>
  t.field({
    type: [Model],
    description: 'The models that this server is configured for.',
    resolve: (_, __, { app }) => app.listModels(),
  }),
);
