import type { ModelInfo } from '../../runtime/ports/models.ts';
import { builder } from '../builder.ts';

const ModelFeature = builder.enumType('ModelFeature', {
  description: 'What a model can do beside text.',
  values: {
    STRUCTURED_OUTPUT: { value: 'structuredOutput', description: 'Answers in JSON of a given schema.' },
    TOOLS: { value: 'tools', description: 'Calls tools.' },
  } as const,
});

const Model = builder.objectRef<ModelInfo>('Model').implement({
  description: 'A language model that workflows may name.',
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'Who is called.' }),
    model: t.exposeString('model', { description: 'Its name, as its provider calls it.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is good for, if that is known.',
    }),
    supports: t.expose('supports', {
      type: [ModelFeature],
      nullable: true,
      description: 'What it can do beside text; null: nobody has said.',
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
