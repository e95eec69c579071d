import type { ExecutionState, OpenActivation } from '../../engine/index.ts';
import type { Journal } from './journal.ts';

/** When the first of the activations that wait goes on by itself; null: none does. */
export function nextWakeAt(state: ExecutionState): number | null {
  let next: number | null = null;
  for (const { until } of state.open.values()) {
    if (until !== null && (next === null || until < next)) next = until;
  }
  return next;
}

export function dueActivations(journal: Journal): readonly OpenActivation[] {
  const now = journal.now();
  return [...journal.state.open.values()].filter(({ until }) => until !== null && until <= now);
}
