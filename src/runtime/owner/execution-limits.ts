import { activeTime, type ExecutionState, type NodeError } from '../../engine/index.ts';
import type { WorkflowLimits } from '../../graph/index.ts';

interface Deadline {
  /** From now on, in milliseconds: time in which the execution waits without a process does not count. */
  readonly inMs: number;
  readonly error: NodeError;
}

/** When the execution has taken too long. */
export function deadlineOf(
  { timeoutMs }: Pick<WorkflowLimits, 'timeoutMs'>,
  state: ExecutionState,
  now: number,
): Deadline {
  const message = `the execution was not done after ${timeoutMs} ms (limits.timeoutMs)`;
  const inMs = Math.max(0, timeoutMs - activeTime(state, now));
  return { inMs, error: { code: 'limit/timeout', message, retryable: false } };
}

/** Null while it has used no more tokens than it may, or nobody knows how many. */
export function tokensExceeded(limit: number | undefined, { usage }: ExecutionState): NodeError | null {
  const used = usage.totalTokens;
  if (limit === undefined || used === null || used <= limit) return null;
  const message = `the execution has used ${used} tokens: the limit is ${limit} (limits.maxTokens)`;
  return { code: 'limit/tokens', message, retryable: false };
}
