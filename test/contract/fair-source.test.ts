import { expect, it } from 'vitest';
import { FairSource } from '../../src/dispatch/fair-source.ts';
import { HeldJob } from '../../src/dispatch/held-job.ts';
import type { JobAttempt, JobSource } from '../../src/dispatch/job-source.ts';
import { ManualClock } from '../support/manual-clock.ts';

const job = (id: string, group: string): JobAttempt => ({ id, group, retryCount: 0, data: null });
const held = new Set([new HeldJob(job('a1', 'a'), 0), new HeldJob(job('a2', 'a'), 0)]);
const nothing = async () => undefined;

/** Every look gives what the next of these gives. */
function sourceOf(...looks: (() => readonly JobAttempt[])[]): JobSource {
  return {
    take: async () => looks.shift()?.() ?? [],
    finish: nothing,
    release: nothing,
    touch: async () => new Set(),
  };
}

const away = () => {
  throw new Error('the database is away');
};
const options = { clock: new ManualClock(), concurrency: 4, perGroup: 1 };

it('what a look has taken is not lost where the next look fails: nobody else would know that it is held', async () => {
  const b1 = job('b1', 'b');
  const source = sourceOf(() => [b1], away);
  expect(await new FairSource({ ...options, source }).take(held)).toEqual([b1]);
});

it('a failure is told where nothing was taken', async () => {
  const source = sourceOf(away);
  await expect(new FairSource({ ...options, source }).take(held)).rejects.toThrow('away');
});

it('looks past a long backlog cost a twentieth of the time, where nobody else waits', async () => {
  const clock = new ManualClock();
  const looks: (readonly string[])[] = [];
  const slow: JobSource = {
    ...sourceOf(),
    take: async (_, passedOver) => {
      looks.push(passedOver);
      clock.advance(passedOver.length > 0 ? 50 : 0);
      return [];
    },
  };
  const fair = new FairSource({ ...options, clock, source: slow });
  await fair.take(held);
  clock.advance(950);
  await fair.take(held);
  expect(looks).toEqual([['a'], [], []]);
  clock.advance(50);
  await fair.take(held);
  expect(looks.slice(3)).toEqual([['a'], []]);
});
