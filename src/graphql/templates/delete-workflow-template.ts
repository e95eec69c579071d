import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';

const result = mutationResult(
  builder.objectRef<{ readonly id: string }>('DeleteWorkflowTemplateSuccess').implement({
    description: 'The template is gone.',
    fields: (t) => ({ id: t.exposeID('id', { description: 'The id that it had.' }) }),
  }),
  ['NotFoundError'],
);

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
