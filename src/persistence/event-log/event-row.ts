import type { ExecutionEvent } from '../../engine/index.ts';
import type { Append, RecordedEvent } from '../../runtime/ports/event-log.ts';

/** What of an event has a column of its own. */
interface EventColumns {
  readonly type: string;
  readonly at: number;
  readonly path: string | null;
  readonly attempt: number | null;
}

/** As the driver returns it: `at` in milliseconds, `data` as JSON, or as its text. */
export interface EventRow extends EventColumns {
  readonly sequence: number;
  readonly data: object | string | null;
}

/** What the log keeps of each event, in the order of its columns. */
export function eventRows({ executionId, epoch, events }: Append): readonly (readonly unknown[])[] {
  return events.map(({ sequence, event }) => {
    const row = columnsOf(event);
    return [executionId, sequence, epoch, row.type, row.at, row.path, row.attempt, dataOf(event, row)];
  });
}

/** The same by column, each an array as PostgreSQL reads it. */
export function eventColumns(appends: readonly Append[]): readonly unknown[] {
  const rows = appends.flatMap(eventRows);
  return rows.length === 0 ? [] : (rows[0] ?? []).map((_, column) => arrayLiteral(rows, column));
}

/**
 * The driver would write the same, more slowly: most of what a log holds needs no quotes.
 */
function arrayLiteral(rows: readonly (readonly unknown[])[], column: number): string {
  let text = '{';
  for (const row of rows) text += text === '{' ? element(row[column]) : `,${element(row[column])}`;
  return `${text}}`;
}

const plain = /^[A-Za-z_][\w/[\]-]*$/;

function element(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return String(value);
  // A word that PostgreSQL reads as NULL must have its quotes.
  if (plain.test(value) && value.toLowerCase() !== 'null') return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

export function recordedEvent(row: EventRow): RecordedEvent {
  const data: object | null = typeof row.data === 'string' ? JSON.parse(row.data) : row.data;
  // What was written was an event, typed; this puts it together again.
  return { sequence: row.sequence, event: { ...factOf(row), ...data } as ExecutionEvent };
}

function columnsOf(event: ExecutionEvent): EventColumns {
  const path = 'path' in event ? (event.path ?? null) : null;
  const attempt = 'attempt' in event ? (event.attempt ?? null) : null;
  return { type: event.type, at: event.at, path, attempt };
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

/** What the columns do not say. */
function dataOf(event: ExecutionEvent, { path }: EventColumns): string | null {
  const rest: Record<string, unknown> = {};
  let isEmpty = true;
  for (const [key, value] of Object.entries(event)) {
    if (isSaid(key, value, { event, path })) continue;
    rest[key] = value;
    isEmpty = false;
  }
  return isEmpty ? null : JSON.stringify(rest);
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
