import { AppError } from '../kernel/index.ts';
import type { AppPorts } from './app-ports.ts';
import { executionNotFound } from './get-execution.ts';
import type { Viewer } from './viewer.ts';

/** Removes an execution that has ended, with its log. What was counted of it stays counted. */
export async function deleteExecution({ removal }: AppPorts, { ownerId }: Viewer, id: string): Promise<void> {
  const outcome = await removal.remove(ownerId, id);
  if (outcome === 'absent') throw executionNotFound(id);
  if (outcome === 'removed') return;
  throw new AppError(
    'execution/live',
    `execution ${id} has not ended: cancel it, wait for its end, then delete it`,
  );
}
