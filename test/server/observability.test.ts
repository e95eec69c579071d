import { expect, it } from 'vitest';
import { createObservability } from '../../src/server/observability.ts';
import { openTracing } from '../../src/server/tracing.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { silentLog } from '../support/silent-log.ts';

it('a figure that cannot be told is unknown, not 0, and keeps the others from nobody', async () => {
  const clock = new ManualClock();
  const tracing = openTracing({ endpoint: undefined, headers: {}, service: 'test' }, clock, silentLog);
  const { observe, metrics } = createObservability(tracing, clock, silentLog);
  observe({
    chatter_away: () => Promise.reject(new Error('the database is away')),
    chatter_broken: () => {
      throw new Error('broken');
    },
    chatter_hanging: () => new Promise<number>(() => undefined),
    chatter_known: async () => 7,
  });
  const asked = metrics();
  clock.advance(2000);
  const lines = (await asked).split('\n').filter((line) => line.startsWith('chatter_'));
  expect(lines).toEqual(
    expect.arrayContaining([
      'chatter_away Nan',
      'chatter_broken Nan',
      'chatter_hanging Nan',
      'chatter_known 7',
    ]),
  );
});
