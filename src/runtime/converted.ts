type Convert<T, U> = (value: T) => U | null | Promise<U | null>;

const nothing = (): void => undefined;

/**
 * What `convert` makes of each value, in order; null leaves one out. Not an async generator: the `return()` of one
 * waits until its pending `next()` settles, so a source that stands still could never be let go of. A failure of
 * `convert` ends the source too.
 */
export function converted<T, U>(source: AsyncIterable<T>, convert: Convert<T, U>): AsyncIterable<U> {
  return { [Symbol.asyncIterator]: () => new Converted(source[Symbol.asyncIterator](), convert) };
}

class Converted<T, U> implements AsyncIterator<U, undefined> {
  readonly #source: AsyncIterator<T>;
  readonly #convert: Convert<T, U>;
  #turn: Promise<unknown> = Promise.resolve();
  #ended = false;

  constructor(source: AsyncIterator<T>, convert: Convert<T, U>) {
    this.#source = source;
    this.#convert = convert;
  }

  next(): Promise<IteratorResult<U, undefined>> {
    const turn = this.#turn.then(() => this.#advance());
    this.#turn = turn.then(nothing, nothing);
    return turn;
  }

  async return(): Promise<IteratorResult<U, undefined>> {
    this.#ended = true;
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<U, undefined>> {
    await this.return();
    throw error;
  }

  async #advance(): Promise<IteratorResult<U, undefined>> {
    while (!this.#ended) {
      const { done, value } = await this.#source.next();
      if (done) break;
      const made = await this.#converted(value);
      if (made !== null && !this.#ended) return { done: false, value: made };
    }
    return { done: true, value: undefined };
  }

  async #converted(value: T): Promise<U | null> {
    try {
      return await this.#convert(value);
    } catch (error) {
      await this.return();
      throw error;
    }
  }
}
