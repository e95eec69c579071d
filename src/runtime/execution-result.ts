import type { EventOf, ExecutionEvent, NodeError } from '../engine/index.ts';
import type { Json } from '../kernel/index.ts';

export interface ExecutionOutcome {
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly output: Json;
  readonly error: (NodeError & { readonly nodeId: string | null; readonly path: string | null }) | null;
}

/** What the engine answers: which execution it is, and how it ended if that was waited for. */
export interface ExecutionResult {
  readonly executionId: string;
  /** The idempotency key was used before for the same request: nothing new was started. */
  readonly existing: boolean;
  /** Null: it had not ended when the answer was given. */
  readonly outcome: ExecutionOutcome | null;
}

type TerminalEvent =
  | EventOf<'ExecutionCompleted'>
  | EventOf<'ExecutionFailed'>
  | EventOf<'ExecutionCancelled'>;

/** The outcome that the log's last event tells; null for every other event. */
export function outcomeOf(event: ExecutionEvent): ExecutionOutcome | null {
  switch (event.type) {
    case 'ExecutionCompleted':
    case 'ExecutionFailed':
    case 'ExecutionCancelled':
      return terminalOutcome(event);
    default:
      return null;
  }
}

function terminalOutcome(event: TerminalEvent): ExecutionOutcome {
  if (event.type === 'ExecutionCompleted') return { status: 'completed', output: event.output, error: null };
  if (event.type === 'ExecutionCancelled') return { status: 'cancelled', output: null, error: null };
  const { error, nodeId, path } = event;
  return { status: 'failed', output: null, error: { ...error, nodeId, path } };
}
