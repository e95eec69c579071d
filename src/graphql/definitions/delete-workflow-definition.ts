import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';

const result = mutationResult(
  builder.objectRef<{ readonly id: string }>('DeleteWorkflowDefinitionSuccess').implement({
    description: 'The definition is gone, with its versions.',
    fields: (t) => ({ id: t.exposeID('id', { description: 'The id that it had.' }) }),
  }),
  ['NotFoundError'],
);

builder.mutationField('deleteWorkflowDefinition', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: { id: t.arg.id({ required: true, description: 'The definition.' }) },
    description:
      'Removes a definition with its versions. Executions of it stay where they are, those that run go on, and they can still be found by its id.',
    resolve: (_, { id }, { app, viewer }) =>
      result.answer(async () => {
        await app.deleteDefinition(viewer, id);
        return { id };
      }),
  }),
);
