import { listed } from '../../expression/known-names.ts';
import { idAt } from './flow.ts';
import type { StructureRule } from './rule.ts';

/** No second node begins the execution. */
export const oneStart: StructureRule = {
  code: 'graph/two-starts',
  find: (flow) => {
    const nodeIds = flow.starts.map((node) => idAt(flow, node));
    const message = `${listed(nodeIds)} all begin the execution: keep one of them, and lead from it to the rest`;
    return flow.starts
      .slice(1)
      .map((node) => ({ message, nodeId: idAt(flow, node), nodeIds, path: `nodes.${node}.type` }));
  },
};
