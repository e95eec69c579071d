const nothing = (): void => undefined;

export const done: IteratorResult<never, undefined> = { done: true, value: undefined };

/**
 * One iteration that ends at once where it is told to. Not an async generator: the `return()` of one waits until its
 * pending `next()` settles, which for what stands still is never.
 */
export abstract class EndableIteration<T> implements AsyncIterator<T, undefined> {
  #turn: Promise<unknown> = Promise.resolve();

  /** What comes next. It is called in turn, and settles soon after `close`. */
  protected abstract advance(): Promise<IteratorResult<T, undefined>>;
  protected abstract readonly close: () => void;

  next(): Promise<IteratorResult<T, undefined>> {
    const turn = this.#turn.then(() => this.advance());
    this.#turn = turn.then(nothing, nothing);
    return turn;
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.close();
    return done;
  }

  async throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    this.close();
    throw error;
  }
}
