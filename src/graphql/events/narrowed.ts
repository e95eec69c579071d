import type { ExecutionEvent, ExecutionEventType } from '../../engine/index.ts';
import type { FeedBatch } from '../../runtime/ports/event-feed.ts';

/** Null: any. */
export interface EventFilter {
  readonly types: ReadonlySet<ExecutionEventType> | null;
  readonly nodeIds: ReadonlySet<string> | null;
}

/** After so many events that a subscriber did not want, it is told how far it is: it need not read them again. */
const eventsUntold = 1000;

/**
 * Makes of each batch what a subscriber with this filter is sent. A batch that would only say that nothing for him has
 * happened is null; one that tells that he has caught up, or not any more, or that all is over, never is.
 */
export function narrowing(filter: EventFilter | null): (batch: FeedBatch) => FeedBatch | null {
  if (filter === null) return (batch) => batch;
  let told = { caughtUp: false, sequence: 0 };
  return (batch) => {
    const events = batch.events.filter(({ event }) => satisfies(event, filter));
    const isNews =
      events.length > 0 ||
      batch.ended ||
      batch.caughtUp !== told.caughtUp ||
      batch.sequence - told.sequence >= eventsUntold;
    if (!isNews) return null;
    told = batch;
    return { ...batch, events };
  };
}

function satisfies(event: ExecutionEvent, { types, nodeIds }: EventFilter): boolean {
  if (types && !types.has(event.type)) return false;
  return !nodeIds || ('nodeId' in event && typeof event.nodeId === 'string' && nodeIds.has(event.nodeId));
}
