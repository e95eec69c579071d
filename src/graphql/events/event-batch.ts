import { encodeCursor } from '../../runtime/cursor.ts';
import type { FeedBatch } from '../../runtime/ports/event-feed.ts';
import { builder } from '../builder.ts';
import { ExecutionEvent } from './event-interfaces.ts';

/** A batch with the log that it is of. */
export interface EventBatch extends FeedBatch {
  readonly executionId: string;
}

export const ExecutionEventBatch = builder.objectRef<EventBatch>('ExecutionEventBatch').implement({
  description: 'The events that one commit made visible, or that one read of the log has found.',
  fields: (t) => ({
    events: t.field({
      type: [ExecutionEvent],
      description: 'In order. Over the life of a subscription, each event comes exactly once.',
      resolve: ({ executionId, events }) => events.map((one) => ({ executionId, ...one })),
    }),
    cursor: t.field({
      type: 'Cursor',
      description:
        'The place after everything that this batch has passed, including filtered events: send it as `after` to continue.',
      resolve: ({ executionId, sequence }) => encodeCursor(executionId, sequence),
    }),
    caughtUp: t.exposeBoolean('caughtUp', {
      description: 'Nothing came after this batch when the log was read. It may be false again later.',
    }),
  }),
});
