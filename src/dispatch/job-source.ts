/** One attempt at a job, as it was taken. What is said of it later holds for no other attempt. */
export interface JobAttempt {
  readonly id: string;
  readonly retryCount: number;
  readonly data: unknown;
  /** Whose it is, among whom places are shared; null: nobody's. */
  readonly group: string | null;
}

/** One queue's jobs, as its loop needs them. Every method is one statement. */
export interface JobSource {
  /** What was queued first, of all groups but these. */
  take(limit: number, passedOver: readonly string[]): Promise<readonly JobAttempt[]>;
  /** They are done. Those that somebody else took are left alone. */
  finish(jobs: readonly JobAttempt[]): Promise<void>;
  /** They are free for anybody, at once. */
  release(jobs: readonly JobAttempt[]): Promise<void>;
  /**
   * Their holder lives.
   * @returns the ids of those that are still its own
   */
  touch(jobs: readonly JobAttempt[]): Promise<ReadonlySet<string>>;
}
