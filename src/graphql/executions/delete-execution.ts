import { builder } from '../builder.ts';
import { deletedSuccess } from '../deleted-success.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';

const result = mutationResult(
  deletedSuccess('DeleteExecutionSuccess', 'The execution is gone. Its log follows within minutes.'),
  ['NotFoundError', 'InvalidStateError'],
);

builder.mutationField('deleteExecution', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: { id: t.arg.id({ required: true, description: 'The execution.' }) },
    description:
      'Removes an execution that has ended, with its log and the calls of its models. Analytics still count it, and what was said in its conversation stays there.',
    resolve: (_, { id }, { app, viewer }) =>
      result.answer(async () => {
        await app.deleteExecution(viewer, id);
        return { id };
      }),
  }),
);
