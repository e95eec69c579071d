import type { ExecutionEvent } from '../../engine/index.ts';
import type { Journal } from './journal.ts';

/** The attempts that ended with their worker, each announced as void. */
export function supersededEvents(journal: Journal): readonly ExecutionEvent[] {
  const { open, plan } = journal.state;
  const at = journal.now();
  return [...open.values()]
    .filter(({ status }) => status === 'running')
    .map(({ node, path, attempt }) => {
      const nodeId = plan.topology.nodes[node]?.id ?? '';
      return { at, type: 'NodeSuperseded', nodeId, path, attempt };
    });
}
