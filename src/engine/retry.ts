import type { TopologyEdge } from '../graph/index.ts';
import type { NodeError } from './events.ts';
import { plannedAt } from './lookup.ts';
import type { ExecutionState, OpenActivation } from './state.ts';

interface FailedAttempt {
  readonly activation: OpenActivation;
  readonly error: NodeError;
  /** The edges that the failure would take. */
  caught(): readonly TopologyEdge[];
  /** In [0, 1): spreads retries that would come together. */
  readonly random: number;
}

/**
 * How long to wait before the next attempt, in milliseconds; null: there is none. The node's own policy comes first;
 * when it is spent, that of the handler which the failure would lead to.
 */
export function retryDelay(state: ExecutionState, failed: FailedAttempt): number | null {
  const { activation, error, random } = failed;
  if (!error.retryable) return null;
  const { retry } = plannedAt(state, activation.node);
  const spent = activation.tries - retry.maxAttempts;
  const backoff =
    spent < 0
      ? Math.min(retry.maxBackoffMs, retry.backoffMs * retry.factor ** (activation.tries - 1))
      : handlersBackoff(state, failed.caught(), spent);
  if (backoff === null) return null;
  const spread = retry.jitter ? backoff * (0.5 + random / 2) : backoff;
  return Math.round(Math.max(spread, error.retryAfterMs ?? 0));
}

/** It doubles each time, and is never longer than half a minute, or the handler's own if that is longer. */
const longestBackoffMs = 30_000;

function handlersBackoff(
  state: ExecutionState,
  caught: readonly TopologyEdge[],
  spent: number,
): number | null {
  for (const { target } of caught) {
    const { handles } = plannedAt(state, target);
    if (handles === null || spent >= handles.maxRetries) continue;
    return Math.min(handles.backoffMs * 2 ** spent, Math.max(longestBackoffMs, handles.backoffMs));
  }
  return null;
}
