import type { WorkflowGraphInput } from './workflow-graph-input.ts';

type GraphInput = typeof WorkflowGraphInput.$inferInput;
type NodeInput = GraphInput['nodes'][number];
type EdgeInput = GraphInput['edges'][number];

/** The document that a graph of the API stands for. Null is what was left out: a document has no nulls there. */
export function documentOf({ nodes, edges, limits, ...rest }: GraphInput): object {
  return {
    ...given(rest),
    ...(limits ? { limits: given(limits) } : {}),
    nodes: nodes.map(nodeOf),
    edges: edges.map((edge: EdgeInput) => given(edge)),
  };
}

function nodeOf({ retry, position, ...rest }: NodeInput): object {
  return {
    ...given(rest),
    ...(retry ? { retry: given(retry) } : {}),
    ...(position ? { position: given(position) } : {}),
  };
}

/** What has a value. */
export function given<T extends object>(input: T): { readonly [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(input).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { readonly [K in keyof T]?: NonNullable<T[K]> };
}
