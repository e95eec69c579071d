import { AppError } from '../kernel/index.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { FeedBatch } from '../runtime/ports/event-feed.ts';
import { done, EndableIteration } from './endable-iteration.ts';
import type { FeedLimits } from './feed-limits.ts';
import type { Tail } from './tail.ts';

interface SubscriptionOptions {
  readonly clock: Clock;
  readonly limits: FeedLimits;
  readonly follow: () => Tail;
  readonly signal: AbortSignal | undefined;
}

const nothing = (): void => undefined;

/**
 * One iteration over a log. It holds nothing before its first `next()` and nothing after its end, whichever comes
 * first: the terminal event, `return()`, `throw()`, the signal, or a cursor that cannot be read.
 */
export class Subscription extends EndableIteration<FeedBatch> {
  readonly #options: SubscriptionOptions;
  #tail: Tail | null = null;
  #closed = false;
  #endPause = nothing;
  #retryMs: number;

  constructor(options: SubscriptionOptions) {
    super();
    this.#options = options;
    this.#retryMs = options.limits.firstRetryMs;
  }

  protected override async advance(): Promise<IteratorResult<FeedBatch, undefined>> {
    if (!this.#tail) this.#open();
    while (this.#tail && !this.#closed) {
      try {
        const batch = await this.#tail.next(this.#options.limits.pageEvents);
        this.#retryMs = this.#options.limits.firstRetryMs;
        if (batch?.ended) this.close();
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
    signal?.addEventListener('abort', this.close, { once: true });
    this.#tail = follow();
  }

  protected override readonly close = (): void => {
    this.#closed = true;
    this.#options.signal?.removeEventListener('abort', this.close);
    this.#tail?.close();
    this.#endPause();
  };

  /** A database that is away ends no subscription: it waits, longer each time, and goes on where it was. */
  async #recover(cause: unknown): Promise<void> {
    if (this.#closed) return;
    if (!AppError.is(cause) || !cause.retryable) {
      this.close();
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
