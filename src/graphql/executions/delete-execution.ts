import { builder } from '../builder.ts';
import { deletedSuccess } from '../deleted-success.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';

const result = mutationResult(
  deletedSuccess('DeleteExecutionSuccess', 'The execution was deleted. Its log follows within minutes.'),
  ['NotFoundError', 'InvalidStateError'],
);

builder.mutationField('deleteExecution', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: { id: t.arg.id({ required: true, description: 'The execution.' }) },
    description:
      'Deletes an execution that has ended, with its log and usage entries. Analytics still count it, and its messages stay in its conversation.',
    resolve: (_, { id }, { app, viewer }) =>
      result.answer(async () => {
        await app.deleteExecution(viewer, id);
        return { id };
      }),
  }),
);
