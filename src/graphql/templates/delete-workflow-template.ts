import { builder } from '../builder.ts';
import { deletedSuccess } from '../deleted-success.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';

const result = mutationResult(deletedSuccess('DeleteWorkflowTemplateSuccess', 'The template was deleted.'), [
  'NotFoundError',
]);

builder.mutationField('deleteWorkflowTemplate', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: { id: t.arg.id({ required: true, description: 'The template.' }) },
    description:
      'Deletes one of your own templates. Its executions stay, and stay counted; those that are running continue.',
    resolve: (_, { id }, { app, viewer }) =>
      result.answer(async () => {
        await app.deleteTemplate(viewer, id);
        return { id };
      }),
  }),
);
