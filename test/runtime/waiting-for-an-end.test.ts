import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/index.ts';
import { ExecutionEngine } from '../../src/runtime/execution-engine.ts';
import type { Acceptance } from '../../src/runtime/ports/execution-store.ts';
import { line, terminal } from '../streaming/events.ts';
import { expectNothingHeld, setUp } from '../streaming/feed-under-test.ts';
import { requestFor, testWorkflows } from '../support/context-for.ts';
import { noop, sequence } from '../support/runtime.ts';
import { testCapabilities } from '../support/validation-context.ts';

const request = requestFor(sequence(noop()), { waitMs: 30_000 });

/** An engine whose store does `accept`, with the feed that it waits by. */
function engineThat(accept: (id: string, fed: ReturnType<typeof setUp>) => Promise<Acceptance>) {
  const fed = setUp();
  const engine = new ExecutionEngine({
    workflows: testWorkflows,
    capabilities: testCapabilities,
    store: {
      accept: ({ record }) => accept(record.id, fed),
      command: async () => new Set(),
    },
    feed: fed.feed,
    clock: fed.clock,
    newId,
    signals: { accepted: () => undefined, commanded: () => undefined },
  });
  return { ...fed, engine };
}

describe('whoever waits for the end of what he asks for', () => {
  it('is told at once where this process has ended it before it was said to be accepted', async () => {
    const { engine, feed, clock, log } = engineThat(async (id, { commit }) => {
      commit(id, line());
      commit(id, line(), terminal());
      return { status: 'accepted' };
    });
    expect(await engine.execute(request)).toMatchObject({ existing: false, ended: 'completed' });
    expect(log.looks).toEqual([]);
    expectNothingHeld(feed, clock);
  });

  it('is told at once where another process has ended it before that', async () => {
    const { engine, feed, clock } = engineThat(async (id, fed) => {
      fed.log.append(id, [line(), line(), terminal()]);
      fed.feed.wake(id, 3);
      return { status: 'accepted' };
    });
    expect(await engine.execute(request)).toMatchObject({ existing: false, ended: 'completed' });
    expectNothingHeld(feed, clock);
  });

  it('is told of the end of the one that is there already under his key', async () => {
    const { engine, feed, clock } = engineThat(async (_, { log }) => {
      log.append('earlier', [line(), terminal(2)]);
      return { status: 'existing', executionId: 'earlier' };
    });
    expect(await engine.execute(request)).toEqual({
      executionId: 'earlier',
      existing: true,
      ended: 'cancelled',
    });
    expectNothingHeld(feed, clock);
  });

  it('leaves nothing behind where it is not accepted', async () => {
    const { engine, feed, clock } = engineThat(async () => {
      throw new AppError('database/unavailable', 'the database does not answer: try again');
    });
    await expect(engine.execute(request)).rejects.toMatchObject({ code: 'database/unavailable' });
    expectNothingHeld(feed, clock);
  });

  it('may wait as long as he said after it was accepted, however long that took', async () => {
    const { engine, feed, clock } = engineThat(async (id, fed) => {
      fed.clock.advance(60_000);
      fed.commit(id, line(), terminal());
      return { status: 'accepted' };
    });
    expect(await engine.execute(request)).toMatchObject({ existing: false, ended: 'completed' });
    expectNothingHeld(feed, clock);
  });
});
