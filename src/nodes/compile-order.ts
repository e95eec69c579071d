import { reversePostorder, type Topology } from '../graph/index.ts';

/**
 * All nodes, each after those that run before it, and after the whole of every loop that lies before it: what a node
 * gives is known when an expression behind it is compiled. Nodes that nothing leads to come last.
 */
export function compileOrder({ nodes, edges, regions, start }: Topology): readonly number[] {
  const targetOf = (edge: number) => edges[edge]?.target ?? -1;
  const successors = nodes.map(({ outgoing }) => outgoing.map(targetOf));
  // What is walked first comes last: where a loop leads to, before its body.
  for (const { header, exitEdges } of regions) successors[header]?.unshift(...exitEdges.map(targetOf));
  const reached = reversePostorder(successors, start);
  return [...new Set([...reached, ...nodes.keys()])];
}
