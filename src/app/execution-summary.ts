import { z } from 'zod';
import type { ExecutionSummary } from '../runtime/ports/analytics-store.ts';
import type { AppPorts } from './app-ports.ts';
import { readInput, timeSchema } from './read-input.ts';
import type { Viewer } from './viewer.ts';

const dayMs = 86_400_000;
const schema = z.object({ since: timeSchema });

/** How one's own executions stand. `since` null: since the day began, in UTC. */
export async function executionSummary(
  { analytics, clock }: AppPorts,
  { ownerId }: Viewer,
  since: number | null,
): Promise<ExecutionSummary & { readonly since: number }> {
  const start = since ?? Math.floor(clock.now() / dayMs) * dayMs;
  readInput(schema, { since: start }, 'summary');
  return { ...(await analytics.summary(ownerId, start)), since: start };
}
