import { describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/app/index.ts';
import { AppError } from '../../src/kernel/index.ts';
import { RightsWatch } from '../../src/server/transport/rights-watch.ts';
import { ManualClock } from '../support/manual-clock.ts';

const viewer: Viewer = { ownerId: 'somebody', role: 'user' };

/** Look-ups that end when the test says so, each with what it found. */
function heldLookUps() {
  const underWay: { found(): void; refused(): void }[] = [];
  const authenticate = () =>
    new Promise<Viewer>((resolve, reject) => {
      underWay.push({
        found: () => resolve(viewer),
        refused: () => reject(new AppError('unauthenticated', 'the key was revoked')),
      });
    });
  return { authenticate, underWay };
}

const endless: AsyncIterable<number> = {
  [Symbol.asyncIterator]: () => ({
    next: () => new Promise(() => undefined),
    return: async () => ({ done: true, value: undefined }),
  }),
};

describe('a look at the rights of open subscriptions', () => {
  it('that is asked for while one is under way is made after it: that one may have missed what changed', async () => {
    const { authenticate, underWay } = heldLookUps();
    const rights = new RightsWatch(authenticate, new ManualClock(), 5_000);
    const stream = rights.watch({ apiKey: 'key', loopback: true }, viewer, endless);
    const next = stream.next();
    const first = rights.check();
    const second = rights.check();
    underWay[0]?.found();
    await expect.poll(() => underWay.length).toBe(2);
    underWay[1]?.refused();
    await expect(next).rejects.toMatchObject({ code: 'forbidden' });
    await Promise.all([first, second]);
  });
});
