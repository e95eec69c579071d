/** What others must know of one execution: ids, never what they stand for. */
export interface ExecutionNews {
  readonly executionId: string;
  /** How far its log reaches; 0: nothing is said of that. */
  readonly sequence: number;
  /** The last event up to there ends it. */
  readonly hasEnded: boolean;
  /** Whose it is, where it was accepted, has started, suspended or ended; null where it has not. */
  readonly ownerId: string | null;
  /** Some worker must look: it has a job, or a command for whoever moves it. */
  readonly needsWorker: boolean;
}

/** Whoever hears what other processes tell. Neither call may wait or throw. */
export interface NewsListener {
  hear(news: readonly ExecutionNews[]): void;
  /** What others have told in the last `durationMs` milliseconds may have been lost. */
  missed(durationMs: number): void;
}

/**
 * Tells all processes that share a database what has happened in one of them. It is a hint, and may be lost: what must
 * not wait for ever is looked for without it as well.
 */
export interface Notifier {
  /** Begins to listen; does not wait for the database. Once only. */
  start(listener: NewsListener): void;
  /**
   * To be called after the commit. Never waits and never fails: some milliseconds later all other processes hear it, and
   * this one does not. What is told of one execution meanwhile is told as one.
   */
  tell(news: ExecutionNews): void;
  /** Resolves when the database has all that was told so far, or cannot have it now. Never rejects. */
  told(): Promise<void>;
  /** Tells what is left to be told, where it can, and hears nothing from then on. */
  stop(): Promise<void>;
}
