import type { EventOf, ExecutionEvent, NodeFact } from '../../engine/index.ts';
import type { UsageEntry } from '../ports/event-log.ts';

export interface UsedCall {
  readonly event: ExecutionEvent;
  /** The same, for the ledger: the usage of an execution is the sum of these. */
  readonly entry: UsageEntry;
}

/** What one call of a model used. Both are written by the same commit. */
export function usedCall(
  fact: NodeFact,
  used: Omit<EventOf<'UsageRecorded'>, 'type' | 'at' | keyof NodeFact>,
  { at, id }: Pick<UsageEntry, 'at' | 'id'>,
): UsedCall {
  const { path, attempt } = fact;
  const { provider, model, usage, priceVersion = null } = used;
  return {
    event: { at, type: 'UsageRecorded', ...fact, ...used },
    entry: { id, path, attempt, at, provider, model, usage, priceVersion },
  };
}
