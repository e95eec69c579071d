import type { Command, ExecutionEvent } from '../../engine/index.ts';

/** Commands that ask for nothing but a note in the log. */
type NotedCommand = Extract<
  Command,
  { readonly type: 'skipNode' | 'startIteration' | 'startScope' | 'failScope' }
>;

export function notedEvent(command: NotedCommand, at: number): ExecutionEvent {
  const { nodeId, path } = command;
  switch (command.type) {
    case 'skipNode':
      return { at, type: 'NodeSkipped', nodeId, path, attempt: command.attempt };
    case 'startIteration':
      return { at, type: 'LoopIterationStarted', nodeId, path, iteration: command.iteration };
    case 'startScope':
      return { at, type: 'ScopeStarted', nodeId, path };
    case 'failScope':
      return { at, type: 'ScopeFailed', nodeId, path, error: command.error };
  }
}
