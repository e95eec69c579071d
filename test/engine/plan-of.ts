import { createPlan, type ExecutionPlan, type NestedPlan } from '../../src/engine/index.ts';
import { compileTopology } from '../../src/graph/index.ts';
import type { ReferenceGraph, ReferenceNode } from './reference/graph.ts';

/** What the scheduler is given for a reference graph. `isPure` says which nodes run in no time. */
export function planOf(
  graph: ReferenceGraph,
  isPure: (node: ReferenceNode) => boolean = () => false,
  maxSteps: number = graph.maxSteps,
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
      pure: node.nested !== undefined || isPureIn(graph, node, isPure),
      allowNone: node.allowNone,
      retry: { maxAttempts: node.maxAttempts, backoffMs: 0, factor: 1, maxBackoffMs: 0, jitter: false },
      handles: node.handles === undefined ? null : { maxRetries: node.handles, backoffMs: 0 },
      nested: nestedPlanOf(node, isPure, maxSteps),
    })),
    variables: {},
    limits: { maxSteps, maxIterations: graph.maxIterations },
  });
}

function kindOf(graph: ReferenceGraph, node: ReferenceNode): string {
  if (node.id === graph.start) return 'start';
  return node.bodyPort === null ? 'plain' : 'loop';
}

function nestedPlanOf(
  { nested }: ReferenceNode,
  isPure: (node: ReferenceNode) => boolean,
  maxSteps: number,
): NestedPlan | null {
  if (nested === undefined) return null;
  const { graph, items, concurrency, stopsAtFailure } = nested;
  const isMap = items !== null;
  const plan = planOf(graph, isPure, maxSteps);
  return { plan, concurrency, stopsAtFailure, seesOuter: isMap, isNumbered: isMap };
}

/** A pure node is not tried again, so a handler would make a difference. */
export function isPureIn(
  graph: ReferenceGraph,
  node: ReferenceNode,
  isPure: (node: ReferenceNode) => boolean,
): boolean {
  return isPure(node) && !leadsToHandler(graph, node);
}

function leadsToHandler(graph: ReferenceGraph, { id }: ReferenceNode): boolean {
  const handlers = graph.nodes.filter(({ handles }) => handles !== undefined).map((node) => node.id);
  return graph.edges.some(
    ({ source, sourcePort, target }) => source === id && sourcePort === 'error' && handlers.includes(target),
  );
}
