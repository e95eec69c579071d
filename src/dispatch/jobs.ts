import { createHash } from 'node:crypto';
import type { JobInsert } from 'pg-boss';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import type { QueuedExecution, Timer } from '../runtime/ports/dispatcher.ts';

const executionData = z.object({ executionId: z.string() });
const timerData = z.object({
  executionId: z.string(),
  path: z.string(),
  attempt: z.number(),
  at: z.number(),
});

const rank: Readonly<Record<QueuedExecution['priority'], number>> = { low: -1, normal: 0, high: 1 };

export function executionJob({ executionId, ownerId, priority }: QueuedExecution): JobInsert {
  return {
    id: placeInGroup(rank[priority]),
    singletonKey: executionId,
    group: { id: ownerId },
    priority: rank[priority],
    data: { executionId },
  };
}

/**
 * Where a group may have only so many jobs active, pg-boss takes the next of it by their ids. So these say which is next:
 * the priority, in place of a digit that is 0 for some centuries, then the time.
 */
function placeInGroup(priority: number): string {
  return `${1 - priority}${newId().slice(1)}`;
}

export function executionIdOf(data: unknown): string {
  return executionData.parse(data).executionId;
}

/** Counted from `now`, so that it is due when it should be, however far off the database's clock is. */
export function timerJob(timer: Timer, now: number): JobInsert {
  const { executionId, path, attempt, at } = timer;
  return {
    singletonKey: timerKey(timer),
    startAfter: Math.max(Math.min(at, latestTime) - now, 0) / 1000,
    priority: duePriority(at),
    data: { executionId, path, attempt, at },
  };
}

export function timerOf(data: unknown): Timer {
  return timerData.parse(data);
}

/** The year 9999 ends here: later dates are not written in four digits. */
const latestTime = Date.UTC(9999, 11, 31);
const priorityUnitMs = 10_000;
const lowestPriority = -(2 ** 31);

/**
 * The sooner, the higher. Jobs are indexed by priority before their time, so asking for this priority and higher
 * reads what is due; without it, every look at the queue would read all timers that wait.
 */
export function duePriority(at: number): number {
  return Math.max(-Math.floor(Math.max(at, 0) / priorityUnitMs), lowestPriority);
}

/**
 * The same timer, the same key. The time is part of it: a reminder may be set again while the job of the one before
 * is not done yet. A hash, because a path may be longer than an index entry.
 */
export function timerKey({ executionId, path, attempt, at }: Timer): string {
  return createHash('sha256')
    .update(JSON.stringify([executionId, path, attempt, at]))
    .digest('base64url');
}
