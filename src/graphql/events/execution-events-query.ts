import { builder } from '../builder.ts';
import { expensive } from '../operation-limits.ts';
import { ExecutionEventBatch } from './event-batch.ts';
import { afterArgument, sequenceAfter } from './place-in-log.ts';

builder.queryField('executionEvents', (t) =>
  t.field({
    type: ExecutionEventBatch,
    args: {
      executionId: t.arg.id({ required: true, description: 'The execution.' }),
      after: afterArgument(t.arg),
      first: t.arg.int({ description: 'How many events at most: 1 to 1000; 100 by default.' }),
      waitMs: t.arg.int({
        description:
          'How long to wait if there are no events yet, in milliseconds: 0 to 30000; 0 by default.',
      }),
    },
    complexity: { field: expensive, multiplier: 1 },
    description:
      "The events of an execution, by polling, with the subscription's cursors. Send each batch's `cursor` as the next `after`.",
    resolve: async (_, { executionId, after, first, waitMs }, { app, viewer }) => {
      const batch = await app.readExecutionEvents(viewer, {
        executionId,
        after: sequenceAfter(after, executionId),
        first: first ?? null,
        waitMs: waitMs ?? 0,
      });
      return { ...batch, executionId: executionId.toLowerCase() };
    },
  }),
);
