import { describe, expect, it } from 'vitest';
import { WorkTurns } from '../../src/runtime/work-turns.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('turns for long work', () => {
  it('are given one at a time, with all else that is due in between, and to every owner in rotation', async () => {
    const turns = new WorkTurns(new ManualClock());
    const done: string[] = [];
    const work = async (ownerId: string, name: string): Promise<void> => {
      await turns.next(ownerId);
      done.push(name);
    };
    const all = [
      work('ann', 'ann 1'),
      work('ann', 'ann 2'),
      work('ann', 'ann 3'),
      work('bob', 'bob 1'),
      work('bob', 'bob 2'),
    ];
    const others = async (): Promise<void> => {
      for (let turn = 0; turn < 4; turn += 1) {
        await new Promise(setImmediate);
        done.push('else');
      }
    };
    await Promise.all([...all, others()]);
    const expected = ['ann 1', 'ann 2', 'else', 'bob 1', 'else', 'ann 3', 'else', 'bob 2', 'else'];
    expect(done).toEqual(expected);
  });

  it('is given at once where nobody has one, also after others', async () => {
    const turns = new WorkTurns(new ManualClock());
    await Promise.all([turns.next('ann'), turns.next('bob')]);
    await new Promise(setImmediate);
    let isGiven = false;
    const given = turns.next('bob').then(() => {
      isGiven = true;
    });
    await Promise.resolve();
    await Promise.resolve();
    expect(isGiven).toBe(true);
    await given;
  });

  it('leaves as much time to all else as the work before has taken', async () => {
    const clock = new ManualClock();
    const turns = new WorkTurns(clock);
    let done = 0;
    const work = async (): Promise<void> => {
      await turns.next('ann');
      clock.advance(300);
      done += 1;
    };
    const both = Promise.all([work(), work()]);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    clock.advance(299);
    await new Promise(setImmediate);
    expect(done).toBe(1);
    clock.advance(1);
    await both;
    expect(done).toBe(2);
  });
});
