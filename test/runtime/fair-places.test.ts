import { describe, expect, it } from 'vitest';
import { FairPlaces } from '../../src/runtime/fair-places.ts';

describe('places among owners', () => {
  it('are so many at a time, and go to every owner in rotation', async () => {
    const places = new FairPlaces(2);
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const read = (ownerId: string, name: string) =>
      places.run(ownerId, () => {
        begun.push(name);
        return new Promise<void>((end) => ends.push(end));
      });
    const all = [1, 2, 3, 4].map((at) => read('ann', `ann ${at}`));
    all.push(read('bob', 'bob 1'));
    await new Promise(setImmediate);
    expect(begun).toEqual(['ann 1', 'ann 2']);
    for (let ended = 0; ended < all.length; ended += 1) {
      ends[ended]?.();
      await new Promise(setImmediate);
    }
    await Promise.all(all);
    expect(begun).toEqual(['ann 1', 'ann 2', 'ann 3', 'bob 1', 'ann 4']);
  });

  it('are given back by what fails', async () => {
    const places = new FairPlaces(1);
    const failing = places.run('ann', () => Promise.reject(new Error('away')));
    const next = places.run('bob', async () => 'read');
    await expect(failing).rejects.toThrow('away');
    expect(await next).toBe('read');
    expect(await places.run('ann', async () => 'again')).toBe('again');
  });
});
