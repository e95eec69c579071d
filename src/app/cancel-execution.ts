import type { ExecutionView } from '../runtime/ports/execution-queries.ts';
import type { AppPorts } from './app-ports.ts';
import { ownExecution } from './get-execution.ts';
import type { Viewer } from './viewer.ts';

/** Asks an execution to stop. It is as it is now that is given back: it may need a moment yet. */
export async function cancelExecution(ports: AppPorts, viewer: Viewer, id: string): Promise<ExecutionView> {
  const execution = await ownExecution(ports, viewer, id);
  await ports.engine.cancel(execution.id);
  return ownExecution(ports, viewer, id);
}
