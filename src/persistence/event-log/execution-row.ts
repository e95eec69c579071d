import type { Append } from '../../runtime/ports/event-log.ts';
import type { Packing } from '../blobs/packing.ts';
import type { PackedColumn } from '../blobs/value-packer.ts';
import { columns } from './columns.ts';

/** How an append changes the execution's row: it is taken over, it ends, or its owner lets go. */
export function rowChanges(
  appends: readonly Append[],
  packing: Packing,
): { values: readonly unknown[]; count: number } {
  const changes = appends
    .filter((append) => append.claim || append.end || append.park || append.handOver)
    .map((append) => ({ ...append, output: outputOf(append, packing) }));
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
    (one) => one.output.whole,
    (one) => (one.end?.error ? JSON.stringify(one.end.error) : null),
    (one) => (one.end ? JSON.stringify(one.end.usage) : null),
    (one) => one.park?.commands ?? null,
    (one) => one.end?.firstTextAt ?? null,
    (one) => one.output.apart,
  ]);
  return { values, count: changes.length };
}

function outputOf(append: Append, packing: Packing): PackedColumn {
  if (append.end?.status !== 'completed') return { whole: null, apart: null };
  return packing.column(append, append.end.output);
}

function statusOf({ end, park }: Append): string {
  if (end) return end.status;
  return park ? 'suspended' : 'running';
}
