import type { ExecutionEnd } from './ports/event-log.ts';

/** What the engine answers: which execution it is, and how it ended if that was waited for. */
export interface ExecutionResult {
  readonly executionId: string;
  /** The idempotency key was used before for the same request: nothing new was started. */
  readonly existing: boolean;
  /** Null: it had not ended when the answer was given, or nobody waited. */
  readonly ended: ExecutionEnd['status'] | null;
}
