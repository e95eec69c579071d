import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventFeed, FeedBatch } from '../../src/runtime/ports/event-feed.ts';
import { createEventFeed } from '../../src/streaming/index.ts';
import { everyReaderSeesAllOnce, type MakeFeed } from './feed-model.ts';

/** The feed with one thing about it changed. */
function changed(change: (feed: EventFeed) => Partial<EventFeed>): MakeFeed {
  return (options) => {
    const feed = createEventFeed(options);
    return Object.create(feed, Object.getOwnPropertyDescriptors(change(feed)));
  };
}

function shiftedBy(offset: number): MakeFeed {
  return changed((feed) => ({
    subscribe: (executionId, after, signal) =>
      feed.subscribe(executionId, Math.max(0, after + offset), signal),
  }));
}

function showing(show: (batch: FeedBatch) => FeedBatch): MakeFeed {
  return changed((feed) => ({
    subscribe: (executionId, after, signal) => ({
      [Symbol.asyncIterator]: () => {
        const inner = feed.subscribe(executionId, after, signal)[Symbol.asyncIterator]();
        return {
          next: async () => {
            const result = await inner.next();
            return result.done ? result : { done: false, value: show(result.value) };
          },
          return: async () => inner.return?.() ?? { done: true, value: undefined },
          throw: async (error) => inner.throw?.(error) ?? { done: true, value: undefined },
        };
      },
    }),
  }));
}

const broken: readonly (readonly [string, RegExp, MakeFeed])[] = [
  ['a cursor that is one too far', /seen: .*; due: |the batch says/, shiftedBy(1)],
  ['a cursor that is one too near', /was shown after/, shiftedBy(-1)],
  [
    'a batch without its last event',
    /the batch says/,
    showing((batch) => ({ ...batch, events: batch.events.slice(0, -1) })),
  ],
  [
    'a batch back to front',
    /was shown after/,
    showing((batch) => ({ ...batch, events: batch.events.toReversed() })),
  ],
  [
    'a claim to have caught up at any time',
    /it has caught up at/,
    showing((batch) => ({ ...batch, caughtUp: true })),
  ],
  [
    'no word of having caught up',
    /nothing new|never told/,
    showing((batch) => ({ ...batch, caughtUp: false })),
  ],
  ['no word of the end', /did not end/, showing((batch) => ({ ...batch, ended: false }))],
  [
    'a feed that is deaf to other processes',
    /a reader waits at/,
    (options) => {
      const deaf = Object.create(options.log, { lastSequences: { value: async () => new Map() } });
      return Object.assign(createEventFeed({ ...options, log: deaf }), { wake: () => undefined });
    },
  ],
  [
    'an abort that is not heard',
    /outlived its iteration|an ended iteration went on/,
    changed((feed) => ({ subscribe: (executionId, after) => feed.subscribe(executionId, after) })),
  ],
];

describe('the feed under random interleavings', () => {
  it('F1, F4: every client sees each event after its cursor once and in order, ends, and leaves nothing', async () => {
    await fc.assert(everyReaderSeesAllOnce(createEventFeed), { numRuns: 500 });
  });

  it.each(broken)('the model finds %s', async (_, claim, makeFeed) => {
    const outcome = await fc.check(everyReaderSeesAllOnce(makeFeed), {
      numRuns: 500,
      seed: 1,
      endOnFailure: true,
    });
    expect(String(outcome.errorInstance)).toMatch(claim);
  });
});
