import type { ExecutionEvent } from '../../engine/index.ts';
import type { Journal } from './journal.ts';

/** The line of the log that shows, for whoever debugs, what the variables are now; none where these events set none. */
export function loggedVariables(
  events: readonly ExecutionEvent[],
  journal: Journal,
): readonly ExecutionEvent[] {
  const changed = events.some((event) => event.type === 'NodeCompleted' && event.variables?.length);
  if (!changed) return [];
  const { variables } = journal.state;
  return [{ at: journal.now(), type: 'LogWritten', level: 'debug', message: 'variables', data: variables }];
}
