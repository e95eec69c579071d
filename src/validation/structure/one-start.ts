import { issueOf } from '../../graph/index.ts';
import { idAt } from './flow.ts';
import type { StructureRule } from './rule.ts';
import { listed } from './wording.ts';

/** Exactly one node begins the execution. */
export const oneStart: StructureRule = (flow) => {
  if (flow.starts.length === 0) {
    const { kinds } = flow;
    const types = kinds.types().filter((type) => kinds.traitsOf(type).isEntry);
    return [
      issueOf('graph/no-start', `no node begins the execution: add one of the type ${listed(types)}`, {
        path: 'nodes',
      }),
    ];
  }
  if (flow.starts.length === 1) return [];
  const nodeIds = flow.starts.map((node) => idAt(flow, node));
  const message = `${listed(nodeIds)} all begin the execution: keep one of them, and lead from it to the rest`;
  return flow.starts
    .slice(1)
    .map((node) =>
      issueOf('graph/two-starts', message, { nodeId: idAt(flow, node), nodeIds, path: `nodes.${node}.type` }),
    );
};
