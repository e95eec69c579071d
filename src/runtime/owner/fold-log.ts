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
  { record, snapshot, events }: LoadedExecution,
  log: Pick<EventLog, 'read'>,
): Promise<FoldedLog> {
  const lastAt = events.at(-1)?.event.at ?? 0;
  if (snapshot === null) return { state: fold(initialState(plan), events), snapshotAt: 0, lastAt };
  if (snapshot.stateVersion === stateVersion) {
    const state = fold(restoreState(plan, snapshot.state), events);
    return { state, snapshotAt: snapshot.sequence, lastAt };
  }
  let state = initialState(plan);
  for await (const page of wholeLog(log, record.id)) state = fold(state, page);
  return { state, snapshotAt: 0, lastAt };
}

/** All events of a log, page by page. */
export async function* wholeLog(
  log: Pick<EventLog, 'read'>,
  executionId: string,
): AsyncIterable<readonly RecordedEvent[]> {
  for (let after = 0; ; ) {
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
