/** What one subscriber, and one process, may cost. */
export interface FeedLimits {
  /** Events of one read of the log. */
  readonly pageEvents: number;
  /** Events that wait in memory for one subscriber. */
  readonly bufferedEvents: number;
  /** Their size as JSON text, in UTF-16 code units. */
  readonly bufferedBytes: number;
  /** How often the log is asked for what other processes have committed. */
  readonly checkMs: number;
  /** The first pause after a read that failed; each further one is twice as long, up to `lastRetryMs`. */
  readonly firstRetryMs: number;
  readonly lastRetryMs: number;
}

export const defaultFeedLimits: FeedLimits = {
  pageEvents: 500,
  bufferedEvents: 1000,
  bufferedBytes: 1024 * 1024,
  checkMs: 1000,
  firstRetryMs: 50,
  lastRetryMs: 2000,
};
