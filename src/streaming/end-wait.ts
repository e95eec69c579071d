import type { Clock } from '../runtime/ports/clock.ts';
import type { ExecutionEnd } from '../runtime/ports/event-log.ts';
import type { Channel, Follower } from './channel.ts';
import type { CommittedEvents } from './committed-events.ts';

type End = ExecutionEnd['status'] | null;

interface EndWaitOptions {
  /** How far the log reached a moment ago, without an end. */
  readonly seen: number | undefined;
  readonly clock: Clock;
  /** How long after a look that failed the next one is taken. */
  readonly retryMs: number;
  readonly signal: AbortSignal;
  readonly leave: (wait: EndWait) => void;
}

/**
 * Waits for the end of one log. Commits of this process say themselves whether they end it; where another process has
 * committed, the log is asked what its last event is. So however large its values are, none is read.
 */
export class EndWait implements Follower {
  /** Null: the signal was aborted first. */
  readonly end: Promise<End>;
  readonly #channel: Channel;
  readonly #options: EndWaitOptions;
  readonly #resolve: (end: End) => void;
  #isSettled = false;
  #isLooking = false;
  /** How far the log reached when it was last asked. */
  #seen: number;
  #cancelRetry = (): void => undefined;

  constructor(channel: Channel, options: EndWaitOptions) {
    const { promise, resolve } = Promise.withResolvers<End>();
    this.end = promise;
    this.#resolve = resolve;
    this.#channel = channel;
    this.#options = options;
    this.#seen = options.seen ?? -1;
  }

  /** To be called once, after it has joined the channel: what is committed between the two is offered. */
  start(): void {
    const { signal } = this.#options;
    signal.addEventListener('abort', this.#abort, { once: true });
    if (signal.aborted) this.#abort();
    else this.stir();
  }

  offer(commit: CommittedEvents): void {
    if (commit.end !== null) this.#settle(commit.end);
  }

  stir(): void {
    if (!this.#isLooking) void this.#look();
  }

  /** Steps of others are none of its business: each would cost it a look. */
  stirBeforeEnd(): void {}

  async #look(): Promise<void> {
    this.#isLooking = true;
    this.#cancelRetry();
    try {
      while (!this.#isSettled && this.#seen < this.#channel.known) {
        const { sequence, end } = await this.#channel.end();
        this.#seen = sequence;
        if (end !== null) this.#settle(end);
      }
    } catch {
      // The channel has told the operator.
      this.#retry();
    }
    this.#isLooking = false;
  }

  #retry(): void {
    if (this.#isSettled) return;
    const { clock, retryMs } = this.#options;
    this.#cancelRetry = clock.after(retryMs, () => this.stir());
  }

  readonly #abort = (): void => this.#settle(null);

  #settle(end: End): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#cancelRetry();
    this.#options.signal.removeEventListener('abort', this.#abort);
    this.#options.leave(this);
    this.#resolve(end);
  }
}
