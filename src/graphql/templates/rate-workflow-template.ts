import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { templateSuccess } from './template-success.ts';

const result = mutationResult(
  templateSuccess(
    'RateWorkflowTemplateSuccess',
    'The rating was saved.',
    'The template with its new rating.',
  ),
  ['ValidationError', 'NotFoundError'],
);

builder.mutationField('rateWorkflowTemplate', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      id: t.arg.id({ required: true, description: 'The template.' }),
      rating: t.arg.int({ required: true, description: '1, the worst, to 5, the best.' }),
    },
    description: 'Rates a template that you may see. A second rating replaces your first.',
    resolve: (_, { id, rating }, { app, viewer }) =>
      result.answer(async () => ({ template: await app.rateTemplate(viewer, { templateId: id, rating }) })),
  }),
);
