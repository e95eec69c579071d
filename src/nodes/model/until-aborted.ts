/**
 * What the source gives until the signal is aborted; then it ends at once, whether or not the source heeds the
 * signal. The source is closed however it ends.
 * @throws what the source throws
 */
export async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let giveUp: () => void = () => {};
  const onAbort = (): void => giveUp();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      // A promise for each item: racing all of them against one for the signal would keep every item in memory.
      const next = await new Promise<IteratorResult<T> | null>((resolve, reject) => {
        giveUp = () => resolve(null);
        iterator.next().then(resolve, reject);
      });
      if (next === null || next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not awaited: a source that does not heed the signal would hold up the one who gave up on it.
    iterator.return?.().then(undefined, () => {});
  }
}
