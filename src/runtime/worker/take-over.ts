import type { EventOf } from '../../engine/index.ts';
import type { Rider } from '../append/execution-writer.ts';
import type { LoadedExecution } from '../ports/execution-store.ts';

/** How a worker becomes the owner: the event that says so, and what rides with it. */
export interface TakeOver {
  readonly first: EventOf<'ExecutionStarted'> | EventOf<'ExecutionResumed'> | EventOf<'ExecutionRecovered'>;
  readonly claim: Pick<Required<Rider>, 'claim'>;
  /** The last owner died with it. */
  readonly isRecovery: boolean;
}

export function takeOver({ status, worker: last }: LoadedExecution, worker: string, at: number): TakeOver {
  const isRecovery = last !== null && last !== worker;
  const claim = { claim: { worker, at, recovered: isRecovery } };
  // One's own place in the log can be lost without a crash: a command came in the moment of parking.
  if (last !== null) return { first: { at, type: 'ExecutionRecovered' }, claim, isRecovery };
  const type = status === 'queued' ? 'ExecutionStarted' : 'ExecutionResumed';
  return { first: { at, type }, claim, isRecovery };
}
