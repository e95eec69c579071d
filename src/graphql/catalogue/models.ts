import type { ModelInfo } from '../../runtime/ports/models.ts';
import { builder } from '../builder.ts';

const Model = builder.objectRef<ModelInfo>('Model').implement({
  description: 'A language model that workflows may name.',
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'Who is called.' }),
    model: t.exposeString('model', { description: 'Its name, as its provider calls it.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is good for, if that is known.',
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
