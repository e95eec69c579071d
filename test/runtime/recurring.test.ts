import { setImmediate as soon } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Recurring } from '../../src/runtime/recurring.ts';
import { ManualClock } from '../support/manual-clock.ts';

function recurring(turn: (signal: AbortSignal) => Promise<void>) {
  const clock = new ManualClock();
  const said: string[] = [];
  const log = { warn: (message: string) => said.push(message) };
  const work = new Recurring({ everyMs: 100, turn, failure: 'it did not work', clock, log });
  return { clock, said, work };
}

describe('work that comes round', () => {
  it('begins a turn so long after the one before has ended, never two at once', async () => {
    let begun = 0;
    let end = (): void => undefined;
    const { clock, work } = recurring(() => {
      begun += 1;
      return new Promise((resolve) => {
        end = resolve;
      });
    });
    work.start();
    clock.advance(99);
    expect(begun).toBe(0);
    clock.advance(1);
    clock.advance(1000);
    expect(begun).toBe(1);
    end();
    await soon();
    clock.advance(99);
    expect(begun).toBe(1);
    clock.advance(1);
    expect(begun).toBe(2);
  });

  it('goes on after turns that failed, and says so once until one succeeds', async () => {
    const outcomes = ['fails', 'fails', 'succeeds', 'fails'];
    const { clock, said, work } = recurring(async () => {
      if (outcomes.shift() === 'fails') throw new Error('no');
    });
    work.start();
    const saidAfter: number[] = [];
    while (outcomes.length > 0) {
      clock.advance(100);
      await soon();
      saidAfter.push(said.length);
    }
    expect(saidAfter).toEqual([1, 1, 1, 2]);
    expect(new Set(said)).toEqual(new Set(['it did not work; trying again']));
  });

  it('stops for good: the turn under way is told and waited for, and none follows', async () => {
    let ended = false;
    let begun = 0;
    const { clock, work } = recurring(async (signal) => {
      begun += 1;
      while (!signal.aborted) await soon();
      ended = true;
    });
    work.start();
    clock.advance(100);
    await work.stop();
    expect(ended).toBe(true);
    clock.advance(1000);
    expect([begun, clock.pendingTimers]).toEqual([1, 0]);
  });

  it('that is stopped between two turns leaves no timer', async () => {
    const { clock, work } = recurring(async () => undefined);
    work.start();
    await work.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});
