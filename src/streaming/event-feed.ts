/**
 * The live tail of every log that somebody in this process follows.
 *
 * Owns who is told of which commit, from where each subscriber goes on, and what it may cost. Does not own the events
 * (the log does), nor how other processes are told of a commit: whoever hears of it calls `wake` or `grow`, and
 * where nobody does, the log is asked once a second.
 *
 * F1  Every subscriber sees each event after its cursor exactly once and in order, whatever happens in between.
 * F2  Whoever publishes never waits: the work is one step for each subscriber of that execution.
 * F3  A subscriber costs a bounded backlog. Beyond it he reads on from the log, and nobody else notices.
 * F4  The end of an iteration frees everything; without subscribers there is no timer.
 */

import type { Clock } from '../runtime/ports/clock.ts';
import type { EventFeed } from '../runtime/ports/event-feed.ts';
import type { EventLog } from '../runtime/ports/event-log.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { defaultFeedLimits, type FeedLimits } from './feed-limits.ts';
import { Hub } from './hub.ts';
import { Outage } from './outage.ts';
import { poll } from './poll.ts';
import { Subscription } from './subscription.ts';

interface EventFeedOptions {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly limits?: Partial<FeedLimits>;
  /** Where the operator reads that the log cannot be read. */
  readonly serverLog?: ServerLog;
}

/** The feed of one process. */
export function createEventFeed({ log, clock, limits: given, serverLog }: EventFeedOptions): EventFeed {
  const limits = { ...defaultFeedLimits, ...given };
  const outage = new Outage(serverLog, {
    failed: 'events cannot be read; subscribers wait and it is tried again',
    succeeded: 'events can be read again',
  });
  const hub = new Hub({ log, clock, limits, outage });
  return {
    publish: (appends) => hub.publish(appends),
    wake: (executionId, sequence) => hub.wake(executionId, sequence),
    grow: (executionId, sequence) => hub.grow(executionId, sequence),
    look: () => hub.look(),
    subscribe: (executionId, after, signal) => ({
      [Symbol.asyncIterator]: () =>
        new Subscription({ clock, limits, signal, follow: () => hub.follow(executionId, after) }),
    }),
    end: (executionId, signal, seen) => hub.end(executionId, signal, seen),
    read: (executionId, after, { limit, waitMs }) =>
      poll(hub.follow(executionId, after), {
        clock,
        after,
        limit: Math.max(1, Math.min(limit, limits.pageEvents)),
        waitMs,
      }),
    get subscribers() {
      return hub.followers;
    },
    get executions() {
      return hub.channels;
    },
  };
}
