import type { Decision, ExecutionEvent } from '../../engine/index.ts';

/** Decisions that ask for nothing but a note in the log. */
type NotedDecision = Extract<
  Decision,
  { readonly type: 'skipNode' | 'startIteration' | 'startScope' | 'failScope' }
>;

export function notedEvent(decision: NotedDecision, at: number): ExecutionEvent {
  const { nodeId, path } = decision;
  switch (decision.type) {
    case 'skipNode':
      return { at, type: 'NodeSkipped', nodeId, path, attempt: decision.attempt };
    case 'startIteration':
      return { at, type: 'LoopIterationStarted', nodeId, path, iteration: decision.iteration };
    case 'startScope':
      return { at, type: 'ScopeStarted', nodeId, path };
    case 'failScope':
      return { at, type: 'ScopeFailed', nodeId, path, error: decision.error };
  }
}
