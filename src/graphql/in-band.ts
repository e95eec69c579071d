/** The failure that ended a stream. */
export class StreamFailure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/**
 * The same stream, but a failure is its last value and not an exception: transports send an error that a resolver
 * throws to the subscriber, and may take one that the stream throws for a fault of their own. It is its own iterator:
 * GraphQL asks for one twice, reads the one and ends the other.
 */
export function inBand<T>(source: AsyncIterable<T>): AsyncIterableIterator<T | StreamFailure, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const end = async (): Promise<IteratorResult<T | StreamFailure, undefined>> => {
    await iterator.return?.();
    return { done: true, value: undefined };
  };
  return {
    next: () =>
      iterator.next().then(
        (result) => result,
        (error: unknown) => ({ done: false, value: new StreamFailure(error) }),
      ),
    return: end,
    throw: async (error: unknown) => {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** The value, in the resolver. @throws the failure that it stands for */
export function valueOrThrow<T>(value: T | StreamFailure): T {
  if (value instanceof StreamFailure) throw value.error;
  return value;
}
