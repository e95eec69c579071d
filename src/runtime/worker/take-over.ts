import type { EventOf, ExecutionEventType } from '../../engine/index.ts';
import type { Rider } from '../append/execution-writer.ts';
import type { LoadedExecution } from '../ports/execution-store.ts';

/** How a worker becomes the owner: the event that says so, and what rides with it. */
export interface TakeOver {
  readonly first: EventOf<'ExecutionStarted'> | EventOf<'ExecutionResumed'> | EventOf<'ExecutionRecovered'>;
  readonly claim: Pick<Required<Rider>, 'claim'>;
}

export function takeOver(loaded: LoadedExecution, worker: string, at: number): TakeOver {
  const claim = { claim: { worker, at, recoveries: recoveriesOf(loaded, worker) } };
  if (loaded.worker !== null) return { first: { at, type: 'ExecutionRecovered' }, claim };
  const type = loaded.status === 'queued' ? 'ExecutionStarted' : 'ExecutionResumed';
  return { first: { at, type }, claim };
}

/**
 * How many workers in a row died with the execution before it had got on at all: one that this keeps happening to is
 * probably what kills them. A worker that takes over from itself has not died: something failed unexpectedly.
 */
export function recoveriesOf({ worker: last, recoveries, types }: LoadedExecution, worker: string): number {
  if (last === null) return 0;
  if (last === worker) return recoveries;
  return gotOn(types) ? 1 : recoveries + 1;
}

/** Whether some activation has ended since an owner last began. */
function gotOn(types: readonly ExecutionEventType[]): boolean {
  const began = types.findLastIndex((type) => owned.has(type));
  return types.slice(began + 1).some((type) => ended.has(type));
}

const owned: ReadonlySet<string> = new Set(['ExecutionStarted', 'ExecutionResumed', 'ExecutionRecovered']);
const ended: ReadonlySet<string> = new Set(['NodeCompleted', 'NodeFailed', 'NodeCancelled']);
