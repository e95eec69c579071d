import type { Append } from '../../runtime/ports/event-log.ts';
import { columns } from './columns.ts';

/** How an append changes the execution's row: it is taken over, it ends, or its owner lets go. */
export function rowChanges(appends: readonly Append[]): { values: readonly unknown[]; count: number } {
  const changes = appends.filter((append) => append.claim || append.end || append.park || append.handOver);
  const values = columns(changes, [
    (one) => one.executionId,
    (one) => (one.claim ? one.epoch - 1 : one.epoch),
    (one) => one.epoch,
    statusOf,
    (one) => one.claim?.worker ?? null,
    (one) => Boolean(one.end || one.park || one.handOver),
    (one) => one.claim?.at ?? null,
    (one) => one.claim?.recoveries ?? null,
    (one) => one.end?.at ?? null,
    (one) => (one.end?.status === 'completed' ? JSON.stringify(one.end.output) : null),
    (one) => (one.end?.error ? JSON.stringify(one.end.error) : null),
    (one) => (one.end ? JSON.stringify(one.end.usage) : null),
    (one) => one.park?.commands ?? null,
    (one) => one.end?.firstTextAt ?? null,
  ]);
  return { values, count: changes.length };
}

function statusOf({ end, park }: Append): string {
  if (end) return end.status;
  return park ? 'suspended' : 'running';
}
