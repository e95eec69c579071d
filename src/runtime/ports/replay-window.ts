/** How long the deltas of an execution are kept after its end. */
export interface ReplayWindow {
  /**
   * Removes the deltas, and nothing else, of some executions that ended before this moment, in milliseconds since 1970.
   * Where another process is at it, nothing happens.
   * @returns whether there may be more of them
   */
  close(endedBefore: number): Promise<boolean>;
}
