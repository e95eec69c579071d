import { setImmediate as soon } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { CommandWatch } from '../../src/runtime/worker/command-watch.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { silentLog } from '../support/silent-log.ts';

it('says once that commands cannot be read, until they can, and goes on looking', async () => {
  const clock = new ManualClock();
  const said: string[] = [];
  const outcomes = ['fails', 'fails', 'succeeds', 'fails'];
  const watch = new CommandWatch({
    clock,
    log: { ...silentLog, warn: (message) => said.push(message) },
    store: {
      commands: async () => {
        if (outcomes.shift() === 'fails') throw new Error('no');
        return new Map();
      },
    },
  });
  const owner = { deliver: () => undefined };
  watch.add('one', owner);
  const saidAfter: number[] = [];
  while (outcomes.length > 0) {
    clock.advance(500);
    await soon();
    saidAfter.push(said.length);
  }
  watch.remove('one', owner);
  expect(saidAfter).toEqual([1, 1, 1, 2]);
});
