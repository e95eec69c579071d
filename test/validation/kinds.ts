import type { NodeKinds, WorkflowGraph, WorkflowGraphInput } from '../../src/graph/index.ts';
import { parseWorkflowGraph } from '../../src/graph/index.ts';

const portsByType: Readonly<Record<string, readonly string[]>> = {
  start: ['out'],
  end: [],
  note: [],
  step: ['out', 'error'],
  conditional: ['true', 'false', 'error'],
  loop: ['body', 'done', 'error'],
  wait: ['out', 'timeout', 'error'],
  handler: ['out', 'error'],
};

/** Kinds enough for every shape. A node whose configuration has `broken` has no known ports. */
export const kinds: NodeKinds = {
  has: (type) => Object.hasOwn(portsByType, type),
  types: () => Object.keys(portsByType),
  traitsOf: (type) => ({ isEntry: type === 'start', bodyPort: type === 'loop' ? 'body' : null }),
  givesSigns: (type) => type === 'step',
  handlesFailures: (type) => type === 'handler',
  portsOf: ({ type, config }) => (config.broken === true ? null : (portsByType[type] ?? null)),
};

type NodeInput = WorkflowGraphInput['nodes'][number];
type EdgeInput = NonNullable<WorkflowGraphInput['edges']>[number];

/**
 * A document of nodes, each written as an object or as `id:type` (`a` alone is a step, or of the type that is its
 * name), and edges written `source.port -> target`, or `?>` with a condition. That text is also the edge's id.
 */
export function documentOf(
  nodes: readonly (string | NodeInput)[],
  edges: readonly (string | EdgeInput)[],
): WorkflowGraphInput {
  return { nodes: nodes.map(nodeOf), edges: edges.map(edgeOf) };
}

export function graphOf(
  nodes: readonly (string | NodeInput)[],
  edges: readonly (string | EdgeInput)[],
): WorkflowGraph {
  const parsed = parseWorkflowGraph(documentOf(nodes, edges));
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('\n'));
  return parsed.value;
}

function nodeOf(node: string | NodeInput): NodeInput {
  if (typeof node !== 'string') return node;
  const [id = '', type] = node.split(':');
  return { id, type: type ?? (Object.hasOwn(portsByType, id) ? id : 'step') };
}

function edgeOf(edge: string | EdgeInput): EdgeInput {
  if (typeof edge !== 'string') return edge;
  const [, source = '', sourcePort = '', arrow, target = ''] =
    /^(\w+)\.(\w+) (->|\?>) (\w+)$/.exec(edge) ?? [];
  return { id: edge, source, sourcePort, target, ...(arrow === '?>' ? { condition: 'input.ok' } : {}) };
}
