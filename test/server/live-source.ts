type Reader<T> = (result: IteratorResult<T, undefined>) => void;

/** A stream whose values a test gives, and which knows who reads it. */
export class LiveSource<T> {
  /** Iterations that were begun and have not ended. */
  open = 0;
  /** Values that were asked for. */
  pulls = 0;
  readonly #values: T[] = [];
  #readers: Reader<T>[] = [];
  #failure: Error | null = null;
  #completed = false;
  #changed = Promise.withResolvers<void>();

  push(...values: readonly T[]): void {
    for (const value of values) {
      const reader = this.#readers.shift();
      if (reader) reader({ done: false, value });
      else this.#values.push(value);
    }
  }

  /** The next who asks gets the error. */
  fail(error: Error): void {
    this.#failure = error;
  }

  /** There are no further values. */
  complete(): void {
    this.#completed = true;
    for (const reader of this.#readers.splice(0)) reader({ done: true, value: undefined });
  }

  /** Resolves when so many iterations are open. */
  async untilOpen(count: number): Promise<void> {
    while (this.open !== count) await this.#changed.promise;
  }

  read(): AsyncIterable<T> {
    return {
      [Symbol.asyncIterator]: () => {
        let ended = false;
        const mine = new Set<Reader<T>>();
        this.#count(1);
        const end = (): void => {
          if (!ended) this.#count(-1);
          ended = true;
        };
        return {
          next: async () => {
            this.pulls += 1;
            if (this.#failure) {
              end();
              throw this.#failure;
            }
            const [value] = this.#values.splice(0, 1);
            const result = value === undefined ? await this.#waited(mine) : ({ done: false, value } as const);
            if (result.done) end();
            return result;
          },
          return: async () => {
            end();
            const done = { done: true, value: undefined } as const;
            for (const reader of mine) reader(done);
            this.#readers = this.#readers.filter((reader) => !mine.has(reader));
            return done;
          },
        };
      },
    };
  }

  #waited(mine: Set<Reader<T>>): Promise<IteratorResult<T, undefined>> {
    if (this.#completed) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      mine.add(resolve);
      this.#readers.push(resolve);
    });
  }

  #count(change: number): void {
    this.open += change;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
