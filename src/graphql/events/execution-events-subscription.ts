import { converted } from '../../runtime/converted.ts';
import { builder } from '../builder.ts';
import { inBand, valueOrThrow } from '../in-band.ts';
import { requireWithinLimits } from '../operation-limits.ts';
import { ExecutionEventBatch } from './event-batch.ts';
import { ExecutionEventFilter, eventFilterOf } from './event-filter.ts';
import { narrowing } from './narrowed.ts';
import { afterArgument, sequenceAfter } from './place-in-log.ts';

builder.subscriptionField('executionEvents', (t) =>
  t.field({
    type: ExecutionEventBatch,
    args: {
      executionId: t.arg.id({ required: true, description: 'The execution.' }),
      after: afterArgument(t.arg),
      filter: t.arg({ type: ExecutionEventFilter, description: 'Which events; all by default.' }),
    },
    description:
      'The events of an execution, past and to come, each once and in order, as they are committed. The server completes the operation after the last one. After a disconnection, continue with the last `cursor`.',
    subscribe: async (_, { executionId, after: cursor, filter }, { app, attempts, viewer }, info) => {
      requireWithinLimits(info);
      const after = sequenceAfter(cursor, executionId);
      const batches = await app.watchExecutionEvents(viewer, { executionId, after });
      const passed = attempts.follow(executionId.toLowerCase(), after);
      const narrowed = narrowing(eventFilterOf(filter));
      return inBand(
        converted(batches, (batch) => {
          passed(batch);
          return narrowed(batch);
        }),
      );
    },
    resolve: (batch, { executionId }) => ({
      ...valueOrThrow(batch),
      executionId: executionId.toLowerCase(),
    }),
  }),
);
