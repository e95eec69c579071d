/** Time, as the runtime sees it. Tests drive it by hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a clock that never jumps. */
  monotonic(): number;
  /** Calls `callback` once, after `delayMs`; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}
