import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Clock } from '../runtime/ports/clock.ts';

/** Rights that were taken away end an open stream after this long at most. */
const everyMs = 10_000;

/** A context that knows how to ask again whether its viewer is still who he was. */
export interface CheckedContext {
  /** @throws AppError where the rights are lost */
  checkRights(): Promise<void>;
}

/** Ends the subscriptions of those who have lost their rights, on every transport. */
export function rightsCheck(clock: Clock): Plugin<CheckedContext> {
  return {
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result, setResult }) => {
        if (isAsyncIterable(result)) setResult(checked(result, args.contextValue, clock));
      },
    }),
  };
}

function checked<T>(
  source: AsyncIterable<T>,
  context: CheckedContext,
  clock: Clock,
): AsyncIterableIterator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  let disarm = (): void => {};
  const arm = (): void => {
    disarm = clock.after(everyMs, () => {
      context.checkRights().then(arm, lost.reject);
    });
  };
  arm();
  const end = async (): Promise<IteratorResult<T>> => {
    disarm();
    await iterator.return?.();
    return { done: true, value: undefined };
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const result = await Promise.race([iterator.next(), lost.promise]);
        if (result.done) disarm();
        return result;
      } catch (error) {
        // Not awaited: it may wait for a read that will never end.
        void end();
        throw error;
      }
    },
    return: end,
  };
}
