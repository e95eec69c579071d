import { z } from 'zod';
import type { FeedBatch } from '../runtime/ports/event-feed.ts';
import type { AppPorts } from './app-ports.ts';
import { requireExecution } from './get-execution.ts';
import { readInput } from './read-input.ts';
import type { Viewer } from './viewer.ts';

export interface ReadExecutionEventsInput {
  readonly executionId: string;
  /** The last sequence that was seen; 0: from the start. */
  readonly after: number;
  /** 1 to 1,000; null: 100. */
  readonly first: number | null;
  /** How long to wait where there is nothing yet: 0 to 30,000. */
  readonly waitMs: number;
}

const schema = z.object({
  first: z.int().min(1).max(1000),
  waitMs: z.int().min(0).max(30_000),
});

/** One read of an execution's log. */
export async function readExecutionEvents(
  ports: AppPorts,
  viewer: Viewer,
  { executionId, after, ...bounds }: ReadExecutionEventsInput,
): Promise<FeedBatch> {
  const { first, waitMs } = readInput(schema, { ...bounds, first: bounds.first ?? 100 }, 'events');
  const { id } = await requireExecution(ports, viewer, executionId);
  return ports.feed.read(id, after, { limit: first, waitMs });
}
