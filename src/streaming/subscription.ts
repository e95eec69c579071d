import { AppError } from '../kernel/index.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { FeedBatch } from '../runtime/ports/event-feed.ts';
import type { FeedLimits } from './feed-limits.ts';
import type { Tail } from './tail.ts';

interface SubscriptionOptions {
  readonly clock: Clock;
  readonly limits: FeedLimits;
  readonly follow: () => Tail;
  readonly signal: AbortSignal | undefined;
}

type Result = IteratorResult<FeedBatch, undefined>;

const done: Result = { done: true, value: undefined };
const nothing = (): void => undefined;

/**
 * One iteration over a log. Not an async generator: the `return()` of one waits until its pending `next()` settles,
 * which for a log that stands still is never.
 *
 * It holds nothing before its first `next()` and nothing after its end, whichever comes first: the terminal event,
 * `return()`, `throw()`, the signal, or a cursor that cannot be read.
 */
export class Subscription implements AsyncIterator<FeedBatch, undefined> {
  readonly #options: SubscriptionOptions;
  #tail: Tail | null = null;
  #closed = false;
  #turn: Promise<unknown> = Promise.resolve();
  #endPause = nothing;
  #retryMs: number;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#retryMs = options.limits.firstRetryMs;
  }

  next(): Promise<Result> {
    const turn = this.#turn.then(() => this.#advance());
    this.#turn = turn.then(nothing, nothing);
    return turn;
  }

  async return(): Promise<Result> {
    this.#close();
    return done;
  }

  async throw(error: unknown): Promise<Result> {
    this.#close();
    throw error;
  }

  async #advance(): Promise<Result> {
    if (!this.#tail) this.#open();
    while (this.#tail && !this.#closed) {
      try {
        const batch = await this.#tail.next(this.#options.limits.pageEvents);
        this.#retryMs = this.#options.limits.firstRetryMs;
        if (batch?.ended) this.#close();
        if (batch) return { done: false, value: batch };
      } catch (cause) {
        await this.#recover(cause);
      }
    }
    return done;
  }

  #open(): void {
    const { signal, follow } = this.#options;
    if (this.#closed || signal?.aborted) {
      this.#closed = true;
      return;
    }
    signal?.addEventListener('abort', this.#close, { once: true });
    this.#tail = follow();
  }

  readonly #close = (): void => {
    this.#closed = true;
    this.#options.signal?.removeEventListener('abort', this.#close);
    this.#tail?.close();
    this.#endPause();
  };

  /** A database that is away ends no subscription: it waits, longer each time, and goes on where it was. */
  async #recover(cause: unknown): Promise<void> {
    if (this.#closed) return;
    if (!AppError.is(cause) || !cause.retryable) {
      this.#close();
      throw cause;
    }
    const { clock, limits } = this.#options;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(this.#retryMs, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
    this.#endPause = nothing;
    this.#retryMs = Math.min(this.#retryMs * 2, limits.lastRetryMs);
  }
}
