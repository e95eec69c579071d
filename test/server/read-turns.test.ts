import { describe, expect, it } from 'vitest';
import { ReadTurns } from '../../src/server/read-turns.ts';

describe('turns for reads', () => {
  it('are so many at a time, and go to every owner in rotation', async () => {
    const turns = new ReadTurns(2);
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const read = (ownerId: string, name: string) =>
      turns.read(ownerId, () => {
        begun.push(name);
        return new Promise<void>((end) => ends.push(end));
      });
    const all = [1, 2, 3, 4].map((at) => read('ann', `ann ${at}`));
    all.push(read('bob', 'bob 1'));
    expect(begun).toEqual(['ann 1', 'ann 2']);
    for (let ended = 0; ended < all.length; ended += 1) {
      ends[ended]?.();
      await new Promise(setImmediate);
    }
    await Promise.all(all);
    expect(begun).toEqual(['ann 1', 'ann 2', 'ann 3', 'bob 1', 'ann 4']);
  });

  it('are given back by what fails', async () => {
    const turns = new ReadTurns(1);
    const failing = turns.read('ann', () => Promise.reject(new Error('away')));
    const next = turns.read('bob', async () => 'read');
    await expect(failing).rejects.toThrow('away');
    expect(await next).toBe('read');
    expect(await turns.read('ann', async () => 'again')).toBe('again');
  });
});
