import {
  type ExecutionPlan,
  type ExecutionState,
  evolve,
  initialState,
  restoreState,
  stateVersion,
} from '../../engine/index.ts';
import type { EventLog, RecordedEvent } from '../ports/event-log.ts';
import type { LoadedExecution } from '../ports/execution-store.ts';

const pageSize = 1000;

export interface FoldedLog {
  readonly state: ExecutionState;
  /** Where the last snapshot was taken; 0: nowhere, or it is of another version. */
  readonly snapshotAt: number;
  /** Time of the last event that was read; 0: the log has none. */
  readonly lastAt: number;
}

/** What the log folds to: from the last snapshot on, or, where this code cannot read it, from the beginning. */
export async function foldLog(
  plan: ExecutionPlan,
  loaded: LoadedExecution,
  log: Pick<EventLog, 'read'>,
): Promise<FoldedLog> {
  const snapshot = loaded.snapshot?.stateVersion === stateVersion ? loaded.snapshot : null;
  let state = snapshot === null ? initialState(plan) : restoreState(plan, snapshot.state);
  let lastAt = 0;
  const pages =
    snapshot === null && loaded.snapshot !== null ? wholeLog(log, loaded.record.id) : rest(loaded, log);
  for await (const page of pages) {
    state = fold(state, page);
    lastAt = page.at(-1)?.event.at ?? lastAt;
  }
  return { state, snapshotAt: snapshot?.sequence ?? 0, lastAt };
}

/** What was loaded after the snapshot, and what was left out of it as its values are large. */
async function* rest(
  { record, events, types }: LoadedExecution,
  log: Pick<EventLog, 'read'>,
): AsyncIterable<readonly RecordedEvent[]> {
  yield events;
  const last = events.at(-1);
  if (last !== undefined && events.length < types.length) yield* pagesAfter(log, record.id, last.sequence);
}

/** All events of a log, page by page. */
export function wholeLog(
  log: Pick<EventLog, 'read'>,
  executionId: string,
): AsyncIterable<readonly RecordedEvent[]> {
  return pagesAfter(log, executionId, 0);
}

async function* pagesAfter(
  log: Pick<EventLog, 'read'>,
  executionId: string,
  sequence: number,
): AsyncIterable<readonly RecordedEvent[]> {
  for (let after = sequence; ; ) {
    const { events, more } = await log.read(executionId, after, pageSize);
    if (events.length > 0) yield events;
    const last = events.at(-1);
    if (last === undefined || (events.length < pageSize && !more)) return;
    after = last.sequence;
  }
}

function fold(state: ExecutionState, events: readonly RecordedEvent[]): ExecutionState {
  return events.reduce((folded, { event }) => evolve(folded, event), state);
}
