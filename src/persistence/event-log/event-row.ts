import type { ExecutionEvent, ExecutionEventType } from '../../engine/index.ts';
import type { Append, RecordedEvent } from '../../runtime/ports/event-log.ts';
import type { Packing } from '../blobs/packing.ts';

/** What of an event has a column of its own. */
interface EventColumns {
  readonly type: ExecutionEventType;
  readonly at: number;
  readonly path: string | null;
  readonly attempt: number | null;
}

/** As the driver returns it: `at` in milliseconds, `data` as JSON; a list where parts of it are kept apart. */
export interface EventRow extends EventColumns {
  readonly sequence: number;
  readonly data: object | null;
}

/** What the log keeps of each event, in the order of its columns. */
export function eventRows(append: Append, packing: Packing): readonly (readonly unknown[])[] {
  const { executionId, epoch, events } = append;
  return events.map(({ sequence, event }) => {
    const path = pathOf(event);
    const data = dataText(append, packing, dataOf(event, path));
    return [executionId, sequence, epoch, event.type, event.at, path, attemptOf(event), data];
  });
}

/**
 * The same by column, each an array as PostgreSQL reads it. The driver would write the same, more slowly: what a log
 * holds needs no quotes but for paths and data.
 */
export function eventColumns(appends: readonly Append[], packing: Packing): readonly unknown[] {
  let ids = '';
  let sequences = '';
  let epochs = '';
  let types = '';
  let times = '';
  let paths = '';
  let attempts = '';
  let data = '';
  for (const append of appends) {
    const { executionId, epoch, events } = append;
    for (const { sequence, event } of events) {
      const path = pathOf(event);
      ids += `,${executionId}`;
      sequences += `,${sequence}`;
      epochs += `,${epoch}`;
      types += `,${event.type}`;
      times += `,${event.at}`;
      paths += `,${element(path)}`;
      attempts += `,${attemptOf(event)}`;
      data += `,${element(dataText(append, packing, dataOf(event, path)))}`;
    }
  }
  if (ids === '') return [];
  return [ids, sequences, epochs, types, times, paths, attempts, data].map(
    (column) => `{${column.slice(1)}}`,
  );
}

const plain = /^[A-Za-z_][\w/[\]-]*$/;

function element(value: string | null): string {
  if (value === null) return 'null';
  // A word that PostgreSQL reads as NULL must have its quotes.
  if (plain.test(value) && value.toLowerCase() !== 'null') return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** @param data that of the row, whole */
export function recordedEvent(row: EventRow, data: unknown): RecordedEvent {
  // What was written was an event, typed; this puts it together again.
  return { sequence: row.sequence, event: { ...factOf(row), ...(data as object | null) } as ExecutionEvent };
}

function pathOf(event: ExecutionEvent): string | null {
  return 'path' in event ? (event.path ?? null) : null;
}

function attemptOf(event: ExecutionEvent): number | null {
  return 'attempt' in event ? (event.attempt ?? null) : null;
}

/** What the columns say of an event: the node's id is the end of its path, and most nodes leave by `out`. */
function factOf({ type, at, path, attempt }: EventColumns): Readonly<Record<string, unknown>> {
  return {
    ...(type === 'NodeCompleted' ? { port: 'out' } : {}),
    type,
    at: Math.round(at),
    ...(path === null ? {} : { nodeId: path.slice(path.lastIndexOf('/') + 1), path }),
    ...(attempt === null ? {} : { attempt }),
  };
}

/** What the columns do not say; null: they say everything. */
function dataOf(event: ExecutionEvent, path: string | null): object | null {
  let rest: Record<string, unknown> | null = null;
  for (const key in event) {
    const value: unknown = Reflect.get(event, key);
    if (isSaid(key, value, { event, path })) continue;
    rest ??= {};
    rest[key] = value;
  }
  return rest;
}

function dataText(append: Append, packing: Packing, data: object | null): string | null {
  return data === null ? null : packing.object(append, data);
}

/** Whether `factOf` gives the value back. It is not asked: this runs for every event that is written. */
function isSaid(
  key: string,
  value: unknown,
  { event, path }: { readonly event: ExecutionEvent; readonly path: string | null },
): boolean {
  switch (key) {
    case 'type':
    case 'at':
      return true;
    case 'path':
    case 'attempt':
      return value !== null && value !== undefined;
    case 'nodeId':
      return path !== null && path.slice(path.lastIndexOf('/') + 1) === value;
    case 'port':
      return value === 'out' && event.type === 'NodeCompleted';
    default:
      return value === undefined;
  }
}
