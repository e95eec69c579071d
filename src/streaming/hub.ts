import type { Clock } from '../runtime/ports/clock.ts';
import type { Append, EventLog } from '../runtime/ports/event-log.ts';
import { Channel, type Follower } from './channel.ts';
import { CommittedEvents } from './committed-events.ts';
import { EndWait } from './end-wait.ts';
import type { FeedLimits } from './feed-limits.ts';
import type { Outage } from './outage.ts';
import { Tail } from './tail.ts';
import { Watch } from './watch.ts';

interface HubOptions {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly limits: FeedLimits;
  readonly outage: Outage;
}

/** Who follows which log in this process. A log that nobody follows has no entry, and no entries mean no timer. */
export class Hub {
  readonly #options: HubOptions;
  readonly #channels = new Map<string, Channel>();
  readonly #watch: Watch;
  #followers = 0;

  constructor(options: HubOptions) {
    const { log, clock, limits, outage } = options;
    this.#options = options;
    this.#watch = new Watch({
      log,
      clock,
      outage,
      everyMs: limits.checkMs,
      quiet: () => [...this.#channels.values()].filter((one) => one.wasQuiet()).map((one) => one.executionId),
      onSequence: (executionId, sequence) => this.wake(executionId, sequence),
    });
  }

  get followers(): number {
    return this.#followers;
  }

  get channels(): number {
    return this.#channels.size;
  }

  publish(appends: readonly Append[]): void {
    for (const { executionId, events } of appends) {
      const channel = this.#channels.get(executionId);
      const commit = channel && CommittedEvents.of(events);
      if (commit) channel.publish(commit);
    }
  }

  wake(executionId: string, sequence: number): void {
    this.#channels.get(executionId)?.wake(sequence);
  }

  grow(executionId: string, sequence: number): void {
    this.#channels.get(executionId)?.grow(sequence);
  }

  look(): void {
    this.#watch.lookFor([...this.#channels.keys()]);
  }

  /** Follows a log from now on; what is older than now is in the log. The tail must be closed. */
  follow(executionId: string, after: number): Tail {
    const channel = this.#channels.get(executionId) ?? this.#open(executionId);
    const tail = new Tail(channel, after, {
      limits: this.#options.limits,
      leave: (one) => this.#leave(channel, one),
    });
    this.#join(channel, tail);
    return tail;
  }

  /** Follows a log until its end, or until the signal is aborted. */
  end(executionId: string, signal: AbortSignal, seen?: number): EndWait['end'] {
    const { clock, limits } = this.#options;
    const channel = this.#channels.get(executionId) ?? this.#open(executionId);
    const wait = new EndWait(channel, {
      seen,
      clock,
      retryMs: limits.checkMs,
      signal,
      leave: (one) => this.#leave(channel, one),
    });
    this.#join(channel, wait);
    wait.start();
    return wait.end;
  }

  #open(executionId: string): Channel {
    const channel = new Channel(executionId, this.#options.log, this.#options.outage);
    if (this.#channels.size === 0) this.#watch.start();
    this.#channels.set(executionId, channel);
    return channel;
  }

  #join(channel: Channel, follower: Follower): void {
    channel.join(follower);
    this.#followers += 1;
  }

  #leave(channel: Channel, follower: Follower): void {
    channel.leave(follower);
    this.#followers -= 1;
    if (!channel.isDeserted) return;
    this.#channels.delete(channel.executionId);
    if (this.#channels.size === 0) this.#watch.stop();
  }
}
