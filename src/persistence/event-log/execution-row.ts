import type { Append } from '../../runtime/ports/event-log.ts';
import type { Packing } from '../blobs/packing.ts';
import type { PackedColumn } from '../blobs/value-packer.ts';
import { bool, columns, int4, json, text, timestamptz, uuid } from '../columns.ts';

/** How an append changes the execution's row: it is taken over, it ends, or its owner lets go. */
export function rowChanges(
  appends: readonly Append[],
  packing: Packing,
): { values: readonly Buffer[]; count: number } {
  const changes = appends
    .filter((append) => append.claim || append.end || append.park || append.handOver)
    .map((append) => ({ ...append, output: outputOf(append, packing) }));
  const values = columns(changes, [
    uuid((one) => one.executionId),
    int4((one) => (one.claim ? one.epoch - 1 : one.epoch)),
    int4((one) => one.epoch),
    text(statusOf),
    text((one) => one.claim?.worker ?? null),
    bool((one) => Boolean(one.end || one.park || one.handOver)),
    timestamptz((one) => one.claim?.at ?? null),
    int4((one) => one.claim?.recoveries ?? null),
    timestamptz((one) => one.end?.at ?? null),
    json((one) => one.output.whole),
    json((one) => (one.end?.error ? JSON.stringify(one.end.error) : null)),
    json((one) => (one.end ? JSON.stringify(one.end.usage) : null)),
    int4((one) => one.park?.commands ?? null),
    timestamptz((one) => one.end?.firstTextAt ?? null),
    json((one) => one.output.apart),
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
