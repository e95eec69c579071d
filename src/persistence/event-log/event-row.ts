import type { ExecutionEvent } from '../../engine/index.ts';
import type { Append, RecordedEvent } from '../../runtime/ports/event-log.ts';
import { columns } from './columns.ts';

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

export function eventColumns(appends: readonly Append[]): readonly unknown[] {
  const rows = appends.flatMap(({ executionId, epoch, events }) =>
    events.map(({ sequence, event }) => ({ executionId, epoch, sequence, event, ...columnsOf(event) })),
  );
  return columns(rows, [
    (row) => row.executionId,
    (row) => row.sequence,
    (row) => row.epoch,
    (row) => row.type,
    (row) => row.at,
    (row) => row.path,
    (row) => row.attempt,
    (row) => dataOf(row.event, row),
  ]);
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
function dataOf(event: ExecutionEvent, row: EventColumns): string | null {
  const fact = factOf(row);
  const rest = Object.entries(event).filter(([key, value]) => fact[key] !== value);
  return rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest));
}
