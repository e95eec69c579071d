import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/engine/index.ts';
import { Attempt } from '../../src/runtime/owner/attempt.ts';
import { AttemptSecrets } from '../../src/runtime/owner/attempt-secrets.ts';
import { RecordedWorld } from '../nodes/recorded-world.ts';
import { activation } from '../nodes/run-node.ts';
import { ManualClock } from '../support/manual-clock.ts';

const completed: Outcome = { status: 'completed', port: 'out', output: null };
const reader = { reveal: () => Promise.reject(new Error('there are none')) };

/** An attempt of a node that does not look at its signal, and how often the node has begun. */
function setUp(run: () => Promise<Outcome> = async () => completed) {
  const clock = new ManualClock();
  const begun: string[] = [];
  const attempt = new Attempt({
    fact: { nodeId: 'it', path: 'it', attempt: 1 },
    behaviour: {
      pure: false,
      run: ({ path }) => {
        begun.push(path);
        return run();
      },
    },
    activation: activation(),
    timeoutMs: 60_000,
    silence: null,
    clock,
    world: new RecordedWorld({}),
    secrets: new AttemptSecrets(reader, 'somebody'),
    onUnexpected: (cause) => {
      throw cause;
    },
  });
  return { attempt, clock, begun };
}

describe('an attempt that is aborted', () => {
  it('before it runs never begins, and is over at once', async () => {
    const { attempt, clock, begun } = setUp(() => new Promise(() => undefined));
    attempt.abort('cancelled');
    clock.advance(1000);
    expect(await attempt.run()).toMatchObject({ status: 'failed', error: { code: 'execution/cancelled' } });
    expect(begun).toEqual([]);
  });

  it('while it runs is left behind after a second', async () => {
    const { attempt, clock, begun } = setUp(() => new Promise(() => undefined));
    const ended = attempt.run();
    attempt.abort('timeout');
    clock.advance(1000);
    expect(await ended).toMatchObject({ status: 'failed', error: { code: 'node/timeout' } });
    expect(begun).toEqual(['it']);
  });

  it.each(['before it runs', 'while it runs', 'after it has ended'])('%s leaves no timer', async (when) => {
    const { attempt, clock } = setUp();
    if (when === 'before it runs') attempt.abort('cancelled');
    const ended = attempt.run();
    if (when === 'while it runs') attempt.abort('cancelled');
    await ended;
    if (when === 'after it has ended') attempt.abort('cancelled');
    expect(clock.pendingTimers).toBe(0);
  });
});
