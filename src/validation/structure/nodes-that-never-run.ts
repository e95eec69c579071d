import { deadEdges } from './dead-edges.ts';
import { type Flow, idAt } from './flow.ts';
import type { StructureRule } from './rule.ts';

/** A way that can be taken leads from the start to every node: a join behind none of these never fires. */
export const nodesThatNeverRun: StructureRule = {
  code: 'node/never-runs',
  find: (flow) => {
    const run = runnable(flow);
    return flow.order
      .filter((node) => !run.has(node))
      .map((node) => {
        const id = idAt(flow, node);
        const message = `node "${id}" never runs: every way to it passes an edge that is never taken: lead another edge to it, or remove it`;
        return { message, nodeId: id, path: `nodes.${node}` };
      });
  },
};

function runnable(flow: Flow): ReadonlySet<number> {
  const dead = deadEdges(flow);
  const reached = new Set(flow.starts);
  // A set grows while it is walked.
  for (const node of reached) {
    for (const edge of flow.outgoing[node] ?? []) {
      const target = flow.edges[edge]?.target;
      if (target !== undefined && !dead.has(edge)) reached.add(target);
    }
  }
  return reached;
}
