import type { Clock } from '../runtime/ports/clock.ts';
import type { FeedBatch } from '../runtime/ports/event-feed.ts';
import type { Tail } from './tail.ts';

interface PollOptions {
  readonly clock: Clock;
  readonly after: number;
  readonly limit: number;
  readonly waitMs: number;
}

/** The first batch with anything in it; where none comes in time, an empty one. Closes the tail. */
export async function poll(tail: Tail, options: PollOptions): Promise<FeedBatch> {
  const { clock, after, limit, waitMs } = options;
  const cancel = waitMs > 0 ? clock.after(waitMs, () => tail.close()) : () => undefined;
  try {
    let batch = await tail.next(limit);
    while (batch?.events.length === 0 && !batch.ended && waitMs > 0) batch = await tail.next(limit);
    return batch
      ? firstOf(batch, limit)
      : { events: [], sequence: after, caughtUp: tail.isCaughtUp, ended: false };
  } finally {
    cancel();
    tail.close();
  }
}

/** A commit may hold more than was asked for. */
function firstOf(batch: FeedBatch, limit: number): FeedBatch {
  const last = batch.events[limit - 1];
  if (!last || batch.events.length <= limit) return batch;
  return { events: batch.events.slice(0, limit), sequence: last.sequence, caughtUp: false, ended: false };
}
