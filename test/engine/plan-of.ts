import { createPlan, type ExecutionPlan } from '../../src/engine/index.ts';
import { compileTopology } from '../../src/graph/index.ts';
import type { ReferenceGraph, ReferenceNode } from './reference/graph.ts';

/** What the scheduler is given for a reference graph. `isPure` says which nodes run in no time. */
export function planOf(
  graph: ReferenceGraph,
  isPure: (node: ReferenceNode) => boolean = () => false,
): ExecutionPlan {
  const nodes = graph.nodes.map((node) => ({
    id: node.id,
    type: kindOf(graph, node),
    join: node.join,
    cancelOthers: node.cancelOthers,
  }));
  const edges = graph.edges.map((edge) => ({
    id: edge.id,
    source: edge.source,
    sourcePort: edge.sourcePort,
    target: edge.target,
    ...(edge.conditional ? { condition: 'scripted' } : {}),
  }));
  return createPlan({
    topology: compileTopology({ nodes, edges }, (type) => ({
      isEntry: type === 'start',
      bodyPort: type === 'loop' ? 'body' : null,
    })),
    nodes: graph.nodes.map((node) => ({
      pure: isPure(node),
      allowNone: node.allowNone,
      retry: { maxAttempts: node.maxAttempts, backoffMs: 0, factor: 1, maxBackoffMs: 0, jitter: false },
      handles: null,
      nested: null,
    })),
    variables: {},
    limits: { maxSteps: graph.maxSteps, maxIterations: graph.maxIterations },
  });
}

function kindOf(graph: ReferenceGraph, node: ReferenceNode): string {
  if (node.id === graph.start) return 'start';
  return node.bodyPort === null ? 'plain' : 'loop';
}
