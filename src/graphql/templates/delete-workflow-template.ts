import { builder } from '../builder.ts';
import { deletedSuccess } from '../deleted-success.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';

const result = mutationResult(deletedSuccess('DeleteWorkflowTemplateSuccess', 'The template is gone.'), [
  'NotFoundError',
]);

builder.mutationField('deleteWorkflowTemplate', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: { id: t.arg.id({ required: true, description: 'The template.' }) },
    description:
      "Removes one's own template. Executions of it stay and stay counted, and those that run go on.",
    resolve: (_, { id }, { app, viewer }) =>
      result.answer(async () => {
        await app.deleteTemplate(viewer, id);
        return { id };
      }),
  }),
);
