import { describe, expect, it } from 'vitest';
import { OpenStreams } from '../../src/server/transport/open-streams.ts';

async function* endless(): AsyncGenerator<number, void> {
  for (let number = 1; ; number += 1) yield number;
}

describe('the streams of a connection', () => {
  it('give one value in each turn of the event loop, so that one that never waits leaves time to others', async () => {
    const stream = new OpenStreams().add(endless());
    await stream.next();
    let others = 0;
    const count = (): void => {
      others += 1;
      setImmediate(count);
    };
    setImmediate(count);
    for (let read = 1; read <= 10; read += 1) {
      await stream.next();
      expect(others).toBeGreaterThanOrEqual(read - 1);
    }
  });

  it('give nothing more once they have ended', async () => {
    const streams = new OpenStreams();
    const stream = streams.add(endless());
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    streams.end();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(streams.size).toBe(0);
  });
});
