import type { FeedBatch } from '../runtime/ports/event-feed.ts';
import type { AppPorts } from './app-ports.ts';
import { requireExecution } from './get-execution.ts';
import type { Viewer } from './viewer.ts';

export interface WatchExecutionEventsInput {
  readonly executionId: string;
  /** The last sequence that was seen; 0: from the start. */
  readonly after: number;
  readonly signal?: AbortSignal;
}

/** An execution's log, past and to come, until its end. */
export async function watchExecutionEvents(
  ports: AppPorts,
  viewer: Viewer,
  { executionId, after, signal }: WatchExecutionEventsInput,
): Promise<AsyncIterable<FeedBatch>> {
  const { id } = await requireExecution(ports, viewer, executionId);
  return ports.feed.subscribe(id, after, signal);
}
