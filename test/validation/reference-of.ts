import { nestedGraphOf, noteType, type WorkflowGraph, type WorkflowNode } from '../../src/graph/index.ts';
import type { ConfiguredNode, NodeRegistry } from '../../src/nodes/index.ts';
import type { Nested, ReferenceGraph, ReferenceNode } from '../engine/reference/graph.ts';

/** More would only take longer. */
const mostSteps = 200;
const mostIterations = 4;

/** What of a valid graph decides how it runs, for the reference interpreter and the scheduler. */
export function referenceOf(graph: WorkflowGraph, registry: NodeRegistry): ReferenceGraph {
  const nodes = graph.nodes.filter(({ type }) => type !== noteType);
  return {
    nodes: nodes.map((node) => referenceNode(node, registry)),
    edges: graph.edges.map(({ id, source, sourcePort, target, condition }) => ({
      id,
      source,
      sourcePort,
      target,
      conditional: condition !== undefined,
    })),
    start: nodes.find(({ type }) => registry.traitsOf(type).isEntry)?.id ?? '',
    maxIterations: Math.min(mostIterations, graph.limits.maxIterations),
    maxSteps: Math.min(mostSteps, graph.limits.maxSteps),
  };
}

function referenceNode(node: WorkflowNode, registry: NodeRegistry): ReferenceNode {
  const { id, type, join, cancelOthers, retry, enabled, config } = node;
  const configured = registry.get(type)?.configure(config);
  if (!configured?.ok) throw new Error(`node "${id}" of a valid graph has no valid configuration`);
  const { ports, allowNone, handles } = configured.value;
  const nested = enabled ? nestedOf(node, configured.value, registry) : undefined;
  return {
    id,
    join,
    cancelOthers,
    bodyPort: registry.traitsOf(type).bodyPort,
    // A disabled node is passed through.
    ports: enabled ? ports.map(({ name }) => name) : ['out'],
    allowNone,
    maxAttempts: Math.min(3, retry.maxAttempts),
    ...(ports.length === 0 && config.terminate === true ? { terminate: true } : {}),
    ...(handles === null ? {} : { handles: Math.min(2, handles.maxRetries) }),
    ...(nested === undefined ? {} : { nested }),
  };
}

function nestedOf(
  node: WorkflowNode,
  { nested: traits }: ConfiguredNode,
  registry: NodeRegistry,
): Nested | undefined {
  const graph = nestedGraphOf(node);
  if (traits === null || !graph?.ok) return undefined;
  return {
    graph: referenceOf(graph.value, registry),
    items: traits.isNumbered ? 2 : null,
    concurrency: traits.concurrency,
    stopsAtFailure: traits.stopsAtFailure,
  };
}
