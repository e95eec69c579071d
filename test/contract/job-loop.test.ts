import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { JobLoop } from '../../src/dispatch/job-loop.ts';
import type { JobAttempt, JobSource } from '../../src/dispatch/job-source.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { silentServerLog } from './dispatcher-silent-log.ts';

const pollMs = 500;

it('a database that takes longer to answer than the loop waits is not asked again without a pause', async () => {
  const clock = new ManualClock();
  const looks: ((jobs: readonly JobAttempt[]) => void)[] = [];
  const source: JobSource = {
    take: () => new Promise((resolve) => looks.push(resolve)),
    finish: async () => undefined,
    release: async () => undefined,
    touch: async () => new Set(),
  };
  const loop = new JobLoop({
    queue: 'jobs',
    source,
    concurrency: 4,
    perGroup: null,
    perform: () => [],
    clock,
    log: silentServerLog,
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  };
  loop.start();
  await settle();
  clock.advance(pollMs);
  clock.advance(100);
  looks[0]?.([]);
  await settle();
  expect(looks).toHaveLength(1);
  clock.advance(pollMs - 100);
  await settle();
  expect(looks).toHaveLength(2);
  looks[1]?.([]);
  await loop.stop();
});
