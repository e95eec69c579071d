/** Which executions of an owner have changed: were accepted, started, suspended or ended. */
export interface ExecutionChanges {
  /** After the commit of the change. Never waits for a subscriber. */
  publish(ownerId: string, executionId: string): void;
  /**
   * The ids of this owner's executions that change from the first `next()` on. One that changes again before it was
   * read is given once. Ending the iteration, or aborting `signal`, frees all it holds. The iteration throws AppError
   * `limit/subscriber` where more executions have changed than are kept for a subscriber that does not read.
   */
  subscribe(ownerId: string, signal?: AbortSignal): AsyncIterable<string>;
  /** How many iterations there are now. */
  readonly subscribers: number;
}
