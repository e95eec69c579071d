import type { ExecutionView } from '../../runtime/ports/execution-queries.ts';
import { builder } from '../builder.ts';
import { mutationResult } from '../mutation-result.ts';
import { expensive } from '../operation-limits.ts';
import { WorkflowExecution } from './workflow-execution.ts';

const result = mutationResult(
  builder.objectRef<{ readonly execution: ExecutionView }>('CancelExecutionSuccess').implement({
    description: 'The execution was asked to stop.',
    fields: (t) => ({
      execution: t.expose('execution', {
        type: WorkflowExecution,
        description:
          'The execution as it is now. It may still need a moment: its events say when it has ended.',
      }),
    }),
  }),
  ['NotFoundError', 'InvalidStateError'],
);

builder.mutationField('cancelExecution', (t) =>
  t.field({
    type: result.type,
    complexity: expensive,
    args: { id: t.arg.id({ required: true, description: 'The execution.' }) },
    description:
      'Cancels an execution: model calls are aborted, and what they had already written is kept. Doing so twice is harmless.',
    resolve: (_, { id }, { app, viewer }) =>
      result.answer(async () => ({ execution: await app.cancelExecution(viewer, id) })),
  }),
);
