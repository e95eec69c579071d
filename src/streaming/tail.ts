import type { FeedBatch } from '../runtime/ports/event-feed.ts';
import type { RecordedEvent } from '../runtime/ports/event-log.ts';
import { Backlog } from './backlog.ts';
import type { Channel, Follower, LogPage } from './channel.ts';
import type { CommittedEvents } from './committed-events.ts';
import type { FeedLimits } from './feed-limits.ts';

const nothing = (): void => undefined;

/**
 * One reader's way along one log. Owns its position and what was committed beyond it; does not own failures of the log
 * (whoever pulls decides what to do about them) nor the list of followers (the channel).
 *
 * T1  It follows the channel before it reads the log for the first time: what is committed between the two is offered.
 * T2  The position only grows, and everything up to it was shown: a commit is shown from memory only where it goes on
 *     exactly at the position. Wherever it does not, the log is read.
 * T3  It costs a bounded backlog, whoever does not pull.
 * T4  Closing ends a wait and a read under way at once; what the read brings later is dropped.
 */
export class Tail implements Follower {
  readonly #channel: Channel;
  readonly #backlog: Backlog;
  readonly #leave: (tail: Tail) => void;
  #position: number;
  /** A read has reached the end of the log, and whatever was committed since was offered. */
  #isLive = false;
  #saidCaughtUp = false;
  #closed = false;
  #stirred = nothing;
  #abandon = nothing;

  constructor(
    channel: Channel,
    after: number,
    options: { readonly limits: FeedLimits; readonly leave: (tail: Tail) => void },
  ) {
    this.#channel = channel;
    this.#position = after;
    this.#backlog = new Backlog(options.limits);
    this.#leave = options.leave;
  }

  offer(commit: CommittedEvents): void {
    this.#backlog.add(commit);
    this.#stirred();
  }

  stir(): void {
    this.#stirred();
  }

  stirBeforeEnd(): void {
    this.#stirred();
  }

  /**
   * The next batch, at most `limit` events of it from the log; null once the tail is closed. One call at a time.
   * @throws AppError `cursor/invalid`, `database/unavailable`; it may then be called again
   */
  async next(limit: number): Promise<FeedBatch | null> {
    while (!this.#closed) {
      const batch = this.#take() ?? (this.isCaughtUp ? await this.#news() : await this.#load(limit));
      if (batch) return batch;
    }
    return null;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#backlog.clear();
    this.#leave(this);
    this.#stirred();
    this.#abandon();
  }

  /** It has shown everything that is known of, and the log was read to its end. */
  get isCaughtUp(): boolean {
    return this.#isLive && this.#channel.known <= this.#position;
  }

  #take(): FeedBatch | null {
    const commit = this.#isLive ? this.#backlog.takeAfter(this.#position) : null;
    return commit && this.#show(commit.after(this.#position), commit.end !== null);
  }

  #news(): Promise<null> {
    return new Promise((resolve) => {
      const stirred = (): void => {
        this.#stirred = nothing;
        resolve(null);
      };
      this.#stirred = stirred;
    });
  }

  #load(limit: number): Promise<FeedBatch | null> {
    return new Promise<FeedBatch | null>((resolve, reject) => {
      const abandon = (): void => resolve(null);
      this.#abandon = abandon;
      this.#channel.read(this.#position, limit).then((page) => resolve(this.#accept(page)), reject);
    }).finally(() => {
      // It holds the settled promise, and with it a whole page.
      this.#abandon = nothing;
    });
  }

  #accept(page: LogPage): FeedBatch | null {
    this.#isLive = page.reachedEnd;
    const isNewlyCaughtUp = this.isCaughtUp && !this.#saidCaughtUp;
    return page.events.length > 0 || page.ended || isNewlyCaughtUp
      ? this.#show(page.events, page.ended)
      : null;
  }

  #show(events: readonly RecordedEvent[], ended: boolean): FeedBatch {
    this.#position = events.at(-1)?.sequence ?? this.#position;
    const caughtUp = ended || this.isCaughtUp;
    this.#saidCaughtUp = caughtUp;
    return { events, sequence: this.#position, caughtUp, ended };
  }
}
