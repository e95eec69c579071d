import { type ExecutionEvent, nodeIdOf, openActivations } from '../../engine/index.ts';
import type { Journal } from './journal.ts';

/** The attempts that ended with their worker, each announced as void. */
export function supersededEvents(journal: Journal): readonly ExecutionEvent[] {
  const at = journal.now();
  return [...openActivations(journal.state)]
    .filter(({ status }) => status === 'running')
    .map(({ path, attempt }) => ({ at, type: 'NodeSuperseded', nodeId: nodeIdOf(path), path, attempt }));
}
