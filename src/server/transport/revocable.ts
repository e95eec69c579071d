/** A stream that can be ended from outside, also while its reader waits. */
export interface Revocable<T> {
  readonly stream: AsyncIterableIterator<T, undefined>;
  /** Lets go of the source; the reader gets the error, once. */
  revoke(error: Error): void;
}

/**
 * Makes a stream revocable. `onEnd` is called once, when it has ended in whatever way. Not with `Promise.race`, which
 * keeps something for every value until the stream ends.
 */
export function revocable<T>(source: AsyncIterable<T>, onEnd: () => void): Revocable<T> {
  const iterator = source[Symbol.asyncIterator]();
  const waiting = new Set<(error: Error) => void>();
  const done = { done: true, value: undefined } as const;
  let ended = false;
  let failure: Error | null = null;
  const settle = (): boolean => {
    if (ended) return false;
    ended = true;
    onEnd();
    return true;
  };
  const letGo = async (): Promise<typeof done> => {
    if (settle()) await iterator.return?.();
    return done;
  };
  const advance = (): Promise<IteratorResult<T, undefined>> =>
    new Promise((resolve, reject) => {
      waiting.add(reject);
      iterator.next().then(
        (result) => {
          waiting.delete(reject);
          if (result.done) settle();
          resolve(result.done ? done : { done: false, value: result.value });
        },
        (error: unknown) => {
          waiting.delete(reject);
          settle();
          reject(error);
        },
      );
    });
  return {
    stream: {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => {
        if (failure !== null) {
          const error = failure;
          failure = null;
          throw error;
        }
        return ended ? done : advance();
      },
      return: letGo,
      throw: async (error: unknown) => {
        await letGo();
        throw error;
      },
    },
    revoke: (error) => {
      if (ended) return;
      if (waiting.size === 0) failure = error;
      for (const reject of waiting) reject(error);
      waiting.clear();
      void letGo().catch(() => undefined);
    },
  };
}
