import type { Append, ExecutionEnd, RecordedEvent } from './event-log.ts';

/** What one commit made visible, or one read of the log found. */
export interface FeedBatch {
  /** In order, each exactly once over the whole subscription. Empty: only the position or `caughtUp` has changed. */
  readonly events: readonly RecordedEvent[];
  /** The reader has passed everything up to this sequence, also what the log does not hold any more. */
  readonly sequence: number;
  /** Nothing after `sequence` was in the log when it was read. */
  readonly caughtUp: boolean;
  /** The terminal event has been passed: there will be no further batch. */
  readonly ended: boolean;
}

/** The live tail of every log. */
export interface EventFeed {
  /** Shows what has become durable to the subscribers of this process. Never waits for one of them. */
  publish(appends: readonly Append[]): void;
  /** Another process has made the log durable up to `sequence`, and may have ended it. What it holds is read from the log. */
  wake(executionId: string, sequence: number): void;
  /** The same where it has not ended there: whoever only waits for its end is left alone. */
  grow(executionId: string, sequence: number): void;
  /** What others have told may have been lost: every log that is followed is looked at. Does not wait for it. */
  look(): void;
  /**
   * Everything after `after`, past and future, without a gap or a repetition, until the terminal event. Ending the
   * iteration, or aborting `signal`, frees all it holds. While the database is away it waits. The execution must exist.
   * The iteration throws AppError `cursor/invalid` where the log does not reach `after`.
   */
  subscribe(executionId: string, after: number, signal?: AbortSignal): AsyncIterable<FeedBatch>;
  /**
   * How the execution ends; null where `signal` is aborted first. It waits for that, also while the database is away, and
   * reads nothing of what the log holds.
   * @param seen how far the log reached a moment ago, without an end: then it is not asked at first
   */
  end(executionId: string, signal: AbortSignal, seen?: number): Promise<ExecutionEnd['status'] | null>;
  /**
   * One read, that waits up to `waitMs` where there is nothing to read yet.
   * @throws AppError `cursor/invalid`, `database/unavailable`
   */
  read(
    executionId: string,
    after: number,
    options: { readonly limit: number; readonly waitMs: number },
  ): Promise<FeedBatch>;
  /** How many iterations, waiting reads and waits for an end there are now. */
  readonly subscribers: number;
  /** How many executions they follow. */
  readonly executions: number;
}
