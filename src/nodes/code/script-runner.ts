import type { JsonObject } from '../../kernel/index.ts';

/** A piece of JavaScript that is to run once. */
export interface Script {
  /** The body of a function. */
  readonly source: string;
  /** What it reads, by name. */
  readonly values: JsonObject;
  /** The time that it sees, in milliseconds since 1970. */
  readonly now: number;
  /** The same seed gives it the same random numbers. */
  readonly seed: string;
  /** Milliseconds of processor time that it may take. */
  readonly cpuMs: number;
  readonly memoryMb: number;
}

export interface ScriptResult {
  /** What it returned, as JSON text. */
  readonly json: string;
  /** What it wrote to its console; empty: nothing. */
  readonly log: string;
}

/** What the `code` kind asks of the world. */
export interface ScriptRunner {
  /**
   * Runs the script where it can reach nothing but its values. Aborting `signal` ends it at once, whatever it does.
   * @throws AppError with a `code/…` code; what the signal was aborted with
   */
  run(script: Script, signal: AbortSignal): Promise<ScriptResult>;
}
