import type { ExecutionEvent, ExecutionPlan } from '../../src/engine/index.ts';
import type { Activation } from './reference/graph.ts';

/** How an event ends an activation, in the words of the reference; null: it does not. `tries`: those of the open one. */
export function closedBy(
  plan: ExecutionPlan,
  event: ExecutionEvent,
  tries: number | undefined,
): Activation | null {
  switch (event.type) {
    case 'NodeCompleted': {
      const taken = event.edges ?? portEdges(plan, event.nodeId, event.port);
      return { status: 'completed', port: event.port, attempts: tries ?? 1, taken };
    }
    case 'NodeFailed': {
      // The reference does not list an activation that the step limit refused.
      if (event.retrying || (event.error.code === 'limit/steps' && tries === undefined)) return null;
      const attempts = tries ?? (event.error.code === 'limit/iterations' ? 0 : 1);
      const port = event.edges.length > 0 ? 'error' : null;
      return { status: 'failed', port, attempts, taken: event.edges };
    }
    case 'NodeSkipped':
      return { status: 'skipped', port: null, attempts: 0, taken: [] };
    case 'NodeCancelled':
      return { status: 'cancelled', port: null, attempts: tries ?? 0, taken: [] };
    default:
      return null;
  }
}

function portEdges(plan: ExecutionPlan, nodeId: string, port: string): readonly string[] {
  const { nodes, edges, indexOf } = plan.topology;
  const outgoing = nodes[indexOf.get(nodeId) ?? -1]?.outgoing ?? [];
  return outgoing.flatMap((index) => (edges[index]?.sourcePort === port ? [edges[index].id] : []));
}
