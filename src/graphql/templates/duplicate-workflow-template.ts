import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { templateSuccess } from './template-success.ts';

const result = mutationResult(
  templateSuccess('DuplicateWorkflowTemplateSuccess', 'The template was copied.', 'The copy.'),
  ['ValidationError', 'NotFoundError'],
);

builder.mutationField('duplicateWorkflowTemplate', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: {
      id: t.arg.id({ required: true, description: 'The template.' }),
      name: t.arg.string({
        description: 'The name of the copy; by default, that of the original followed by ` (copy)`.',
      }),
    },
    description: 'Saves a private copy of a template that you may see; its `basedOn` names the original.',
    resolve: (_, { id, name }, { app, viewer }) =>
      result.answer(async () => ({
        template: await app.duplicateTemplate(viewer, { templateId: id, name: name ?? null }),
      })),
  }),
);
