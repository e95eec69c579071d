import { builder } from '../builder.ts';
import { deletedSuccess } from '../deleted-success.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';

const result = mutationResult(
  deletedSuccess('DeleteWorkflowDefinitionSuccess', 'The definition was deleted, with its versions.'),
  ['NotFoundError'],
);

builder.mutationField('deleteWorkflowDefinition', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: { id: t.arg.id({ required: true, description: 'The definition.' }) },
    description:
      'Deletes a definition with its versions. Its executions stay, those that are running continue, and all can still be found by its id.',
    resolve: (_, { id }, { app, viewer }) =>
      result.answer(async () => {
        await app.deleteDefinition(viewer, id);
        return { id };
      }),
  }),
);
