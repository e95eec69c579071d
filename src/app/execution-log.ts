import type { RecordedEvent } from '../runtime/ports/event-log.ts';
import type { AppPorts } from './app-ports.ts';
import { executionNotFound } from './get-execution.ts';
import { readerId, type Viewer } from './viewer.ts';

const pageEvents = 1000;

/** The log of an execution after a sequence, page by page. @throws AppError `execution/not-found` */
export async function* executionLog(
  { executions }: AppPorts,
  viewer: Viewer,
  { executionId, after }: { readonly executionId: string; readonly after: number },
): AsyncGenerator<readonly RecordedEvent[], void> {
  for (let last = after; ; ) {
    const slice = await executions.events(readerId(viewer), executionId, last, pageEvents);
    if (slice === null) throw executionNotFound(executionId);
    yield slice.events;
    if (slice.events.length < pageEvents && !slice.more) return;
    last = slice.events.at(-1)?.sequence ?? last;
  }
}
