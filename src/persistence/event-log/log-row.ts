import type { ExecutionEvent, ExecutionEventType } from '../../engine/index.ts';
import type { Append, RecordedEvent } from '../../runtime/ports/event-log.ts';
import { type Apart, isApart } from '../blobs/apart.ts';
import type { Packing } from '../blobs/packing.ts';
import { columns, int4, json, uuid } from '../columns.ts';

/**
 * Events that one commit adds to one log, one after the other: a row each would cost the database as much again as
 * their content. `sequence` is that of the first, so who has lost the log finds its next place taken.
 */
export interface LogRow {
  readonly executionId: string;
  readonly sequence: number;
  readonly epoch: number;
  /** Their JSON texts, with commas between them. */
  events: string;
}

/** As the log holds an event: itself, or a list where parts of it are kept apart. */
export type StoredEvent = ExecutionEvent | Apart;

/** So many events lay here, and are not kept any more. It is the last of its row, and never of its log. */
export interface Gap {
  readonly gap: number;
}

/** As the driver returns it. */
export interface StoredRow {
  readonly sequence: number;
  readonly events: readonly (StoredEvent | Gap)[];
}

/** A stored event and its place. */
export interface StoredPlace {
  readonly sequence: number;
  readonly stored: StoredEvent;
}

/** Longer rows would be compressed and moved out of the table, and cost more than they save. */
export const mostRowLength = 1900;

export function logRows(appends: readonly Append[], packing: Packing): readonly LogRow[] {
  const rows: LogRow[] = [];
  for (const append of appends) {
    const { executionId, epoch } = append;
    let row: LogRow | null = null;
    for (const { sequence, event } of append.events) {
      const text = packing.object(append, event);
      if (row !== null && row.events.length + text.length < mostRowLength) {
        row.events += `,${text}`;
        continue;
      }
      row = { executionId, sequence, epoch, events: text };
      rows.push(row);
    }
  }
  return rows;
}

/** In the order of the columns of the table. */
export function logColumns(rows: readonly LogRow[]): readonly Buffer[] {
  return columns(rows, [
    uuid((row) => row.executionId),
    int4((row) => row.sequence),
    int4((row) => row.epoch),
    json(listOf),
  ]);
}

/** What its column holds. */
export function listOf({ events }: LogRow): string {
  return `[${events}]`;
}

/** The events of rows that lie after `after`, as they are stored. */
export function storedPlaces(rows: readonly StoredRow[], after: number): readonly StoredPlace[] {
  return rows
    .flatMap(({ sequence, events }) =>
      events.flatMap((stored, index) => (isGap(stored) ? [] : [{ sequence: sequence + index, stored }])),
    )
    .filter(({ sequence }) => sequence > after);
}

/** The last place that these rows speak of; `after` where there are none. */
export function reached(rows: readonly StoredRow[], after: number): number {
  const row = rows.at(-1);
  const last = row?.events.at(-1);
  if (!row || !last) return after;
  return row.sequence + row.events.length - 1 + (isGap(last) ? last.gap - 1 : 0);
}

export function isGap(stored: StoredEvent | Gap): stored is Gap {
  return 'gap' in stored;
}

/** SQL: the sequence of the row that holds this place; 0 where it is before all, or not known. */
export function rowWith(executionId: string, sequence: string): string {
  return `coalesce((
    select sequence from execution_event
    where execution_id = ${executionId} and sequence <= ${sequence} order by sequence desc limit 1), 0)`;
}

/** @param whole what was stored, with what was apart of it */
export function recordedEvent({ sequence }: StoredPlace, whole: unknown): RecordedEvent {
  // What was written was an event.
  return { sequence, event: whole as ExecutionEvent };
}

/** Its type is never apart. */
export function typeOf(stored: StoredEvent): ExecutionEventType {
  // What was written was an event.
  return (isApart(stored) ? (stored[0] as unknown as ExecutionEvent) : stored).type;
}
