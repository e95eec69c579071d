import { type ExecutionState, type OpenActivation, openActivations } from '../../engine/index.ts';
import type { Journal } from './journal.ts';

/** When the first of the activations that wait goes on by itself; null: none does. */
export function nextWakeAt(state: ExecutionState): number | null {
  let next: number | null = null;
  for (const { until } of openActivations(state)) {
    if (until !== null && (next === null || until < next)) next = until;
  }
  return next;
}

export function dueActivations(journal: Journal): readonly OpenActivation[] {
  const now = journal.now();
  return [...openActivations(journal.state)].filter(({ until }) => until !== null && until <= now);
}
