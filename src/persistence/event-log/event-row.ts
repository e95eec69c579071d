import type { ExecutionEvent } from '../../engine/index.ts';
import type { Append, RecordedEvent } from '../../runtime/ports/event-log.ts';
import { columns } from './columns.ts';

/** `at`, `path` and `attempt` have columns of their own, and the node's id is the end of its path. */
const columnKeys: ReadonlySet<string> = new Set(['type', 'at', 'path', 'attempt', 'nodeId']);

export function eventColumns(appends: readonly Append[]): readonly unknown[] {
  const rows = appends.flatMap(({ executionId, epoch, events }) =>
    events.map(({ sequence, event }) => ({ executionId, epoch, sequence, event })),
  );
  return columns(rows, [
    (row) => row.executionId,
    (row) => row.sequence,
    (row) => row.epoch,
    (row) => row.event.type,
    (row) => row.event.at,
    (row) => ('path' in row.event ? (row.event.path ?? null) : null),
    (row) => ('attempt' in row.event ? (row.event.attempt ?? null) : null),
    (row) => dataOf(row.event),
  ]);
}

function dataOf(event: ExecutionEvent): string | null {
  const rest = Object.entries(event).filter(([key]) => !columnKeys.has(key));
  return rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest));
}

/** As the driver returns it: `at` in milliseconds, `data` as JSON text. */
export interface EventRow {
  readonly sequence: number;
  readonly type: string;
  readonly at: number;
  readonly path: string | null;
  readonly attempt: number | null;
  readonly data: string | null;
}

export function recordedEvent(row: EventRow): RecordedEvent {
  const { sequence, type, path, attempt, data } = row;
  const fact = path === null ? {} : { nodeId: path.slice(path.lastIndexOf('/') + 1), path };
  const tried = attempt === null ? {} : { attempt };
  const rest: object = data === null ? {} : JSON.parse(data);
  // What was written was an event, typed; the columns give back what it was taken apart into.
  const event = { type, at: Math.round(row.at), ...fact, ...tried, ...rest } as ExecutionEvent;
  return { sequence, event };
}
