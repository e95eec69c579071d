import { setImmediate as turn } from 'node:timers/promises';

/**
 * The iterations that one connection, or one response, has open. Ending it ends them all, and at once those that come
 * later: a client may be gone before its subscription has begun. What the libraries in between do is not relied on.
 */
export class OpenStreams {
  readonly #open = new Set<AsyncIterator<unknown>>();
  #ended = false;

  get size(): number {
    return this.#open.size;
  }

  /**
   * The same stream, ended with the others. It gives one value in each turn of the event loop: a stream that always
   * has one, and a client that reads as fast, would leave no time to anybody else.
   */
  add<T>(source: AsyncIterable<T>): AsyncIterableIterator<T, undefined> {
    const iterator = source[Symbol.asyncIterator]();
    const done = { done: true, value: undefined } as const;
    const end = async (): Promise<typeof done> => {
      this.#open.delete(iterator);
      await iterator.return?.();
      return done;
    };
    let nextTurn = Promise.resolve();
    if (this.#ended) void end().catch(() => undefined);
    else this.#open.add(iterator);
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => {
        await nextTurn;
        if (!this.#open.has(iterator)) return done;
        try {
          const result = await iterator.next();
          if (result.done) this.#open.delete(iterator);
          if (result.done) return done;
          nextTurn = turn();
          return { done: false, value: result.value };
        } catch (error) {
          this.#open.delete(iterator);
          throw error;
        }
      },
      return: end,
      throw: async (error: unknown) => {
        await end();
        throw error;
      },
    };
  }

  /** Not awaited: an iteration may end late, and fail while it does, but nobody reads it any more. */
  end(): void {
    this.#ended = true;
    const open = [...this.#open];
    this.#open.clear();
    for (const iterator of open) void iterator.return?.().catch(() => undefined);
  }
}
