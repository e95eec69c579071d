import { encodeCursor } from '../runtime/cursor.ts';
import { type Step, StepFold } from '../tracker/index.ts';
import type { AppPorts } from './app-ports.ts';
import { executionLog } from './execution-log.ts';
import { pageOfAll } from './page-of-all.ts';
import { type Connection, type PageInput, pageSize } from './paging.ts';
import type { Viewer } from './viewer.ts';

export interface ListStepsInput {
  readonly executionId: string;
  readonly page: PageInput;
}

/** What people see of the visits of nodes: a fold of the whole log, so that each is as it is now. */
export async function listSteps(
  ports: AppPorts,
  viewer: Viewer,
  { executionId, page }: ListStepsInput,
): Promise<Connection<Step>> {
  pageSize(page.first);
  const fold = new StepFold();
  for await (const events of executionLog(ports, viewer, { executionId, after: 0 })) {
    for (const { event } of events) fold.add(event);
  }
  return pageOfAll(fold.all, (_, index) => encodeCursor(executionId, index + 1), page);
}
