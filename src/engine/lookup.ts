import type { Region, TopologyEdge, TopologyNode } from '../graph/index.ts';
import type { PlannedNode } from './plan.ts';
import type { ExecutionState, NodeState, RegionState } from './state.ts';

/** An index that the plan does not have: a broken promise of the caller, never a state of a graph. */
function outside(kind: string, index: number): never {
  throw new RangeError(`the plan has no ${kind} ${index}`);
}

export function nodeAt(state: ExecutionState, index: number): TopologyNode {
  return state.plan.topology.nodes[index] ?? outside('node', index);
}

export function edgeAt(state: ExecutionState, index: number): TopologyEdge {
  return state.plan.topology.edges[index] ?? outside('edge', index);
}

export function regionAt(state: ExecutionState, index: number): Region {
  return state.plan.topology.regions[index] ?? outside('region', index);
}

export function plannedAt(state: ExecutionState, index: number): PlannedNode {
  return state.plan.nodes[index] ?? outside('node', index);
}

export function nodeStateAt(state: ExecutionState, index: number): NodeState {
  return state.nodes[index] ?? outside('node', index);
}

export function regionStateAt(state: ExecutionState, index: number): RegionState {
  return state.regions[index] ?? outside('region', index);
}

export function indexOfNode(state: ExecutionState, id: string): number {
  const index = state.plan.topology.indexOf.get(id);
  if (index === undefined) throw new RangeError(`the plan has no node "${id}"`);
  return index;
}

/** The node that an activation visits: the end of its path. */
export function nodeIdOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The region that the node heads: always the innermost around it. */
export function headedRegion(state: ExecutionState, node: number): number | undefined {
  const region = nodeAt(state, node).regions.at(-1);
  return region !== undefined && regionAt(state, region).header === node ? region : undefined;
}

/** `refine[2]/answer`: the node's activation in the current iteration of every region around it, and in its scope. */
export function pathOf(state: ExecutionState, node: number): string {
  const { id, regions } = nodeAt(state, node);
  let path = state.prefix;
  for (const region of regions) {
    const header = nodeAt(state, regionAt(state, region).header).id;
    path += `${header}[${regionStateAt(state, region).iteration}]/`;
  }
  return path + id;
}
