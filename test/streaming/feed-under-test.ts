import { expect } from 'vitest';
import type { ExecutionEvent } from '../../src/engine/index.ts';
import type { EventFeed, FeedBatch } from '../../src/runtime/ports/event-feed.ts';
import { createEventFeed, type FeedLimits } from '../../src/streaming/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from './events.ts';
import { GatedLog } from './gated-log.ts';

export type Iterator = AsyncIterator<FeedBatch, undefined>;

/** A feed on a log and a clock that the test holds in its hands. */
export function setUp(limits: Partial<FeedLimits> = {}) {
  const log = new GatedLog();
  const clock = new ManualClock();
  const said: string[] = [];
  const serverLog = {
    info: (message: string) => void said.push(message),
    warn: (message: string) => void said.push(message),
    error: (message: string) => void said.push(message),
  };
  const feed = createEventFeed({ log, clock, limits, serverLog });
  /** One commit of this process. */
  const commit = (executionId: string, ...events: readonly ExecutionEvent[]): void =>
    feed.publish([log.append(executionId, events)]);
  return { log, clock, feed, commit, said };
}

export function open(feed: EventFeed, executionId: string, after = 0, signal?: AbortSignal): Iterator {
  return feed.subscribe(executionId, after, signal)[Symbol.asyncIterator]() as Iterator;
}

/** `1-3 caught up`, `4 ended`, `at 4 caught up` for an empty batch, `done`. */
export function said(result: IteratorResult<FeedBatch, undefined>): string {
  return result.done ? 'done' : described(result.value);
}

export function described({ events, sequence, caughtUp, ended }: FeedBatch): string {
  const [first, last] = [events[0]?.sequence, events.at(-1)?.sequence];
  const range = first === undefined ? `at ${sequence}` : first === last ? `${first}` : `${first}-${last}`;
  return `${range}${ended ? ' ended' : caughtUp ? ' caught up' : ''}`;
}

export async function take(iterator: Iterator, count: number): Promise<readonly string[]> {
  const taken: string[] = [];
  for (let index = 0; index < count; index += 1) taken.push(said(await iterator.next()));
  return taken;
}

/** What a promise has come to by now. */
export async function now<T>(promise: Promise<T>): Promise<T | 'pending'> {
  await settle();
  return Promise.race([promise, Promise.resolve('pending' as const)]);
}

export function expectNothingHeld(feed: EventFeed, clock: ManualClock): void {
  expect({ subscribers: feed.subscribers, executions: feed.executions, timers: clock.pendingTimers }).toEqual(
    {
      subscribers: 0,
      executions: 0,
      timers: 0,
    },
  );
}
