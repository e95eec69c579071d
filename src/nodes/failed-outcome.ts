import type { NodeError, Outcome } from '../engine/index.ts';
import type { ErrorCode } from '../kernel/index.ts';
import type { Activation } from './node-behaviour.ts';

interface Failure {
  readonly code: ErrorCode;
  /** What was wrong, in words that make sense after the name of the node. */
  readonly message: string;
}

/** The failure of a visit that would fail again if it were tried again, with the node named. */
export function failedOutcome(
  { nodeId }: Activation,
  { code, message }: Failure,
  more: Omit<Partial<NodeError>, 'code' | 'message'> = {},
): Extract<Outcome, { status: 'failed' }> {
  const error = { code, message: `node "${nodeId}": ${message}`, retryable: false, ...more };
  return { status: 'failed', error };
}
