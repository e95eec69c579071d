import type { ExecutionView } from './execution-queries.ts';

/** Executions of an owner that have changed: were accepted, started, suspended or ended. */
export interface ExecutionChanges {
  /** After the commit of the change. Never waits for a subscriber. */
  publish(ownerId: string, executionId: string): void;
  /**
   * Changes of the last `durationMs` milliseconds may have gone unheard: they are looked for, and told to those who watch.
   * Where that cannot be done, their iterations throw the failure. Does not wait for it.
   */
  lookBack(durationMs: number): void;
  /**
   * This owner's executions that change from the first `next()` on, each as it is after its last change: one that
   * changes again before it is given is given once. One that is gone is left out. Ending the iteration, or aborting
   * `signal`, frees all it holds. The iteration throws AppError `limit/subscriber` where more executions have changed
   * than are kept for a subscriber that does not read, and the failure of a read.
   */
  subscribe(ownerId: string, signal?: AbortSignal): AsyncIterable<ExecutionView>;
  /** How many iterations there are now. */
  readonly subscribers: number;
}
