/**
 * How regions move on: the next iteration makes everything in them new; a last one, or a join that ends them, finishes
 * them.
 */
import type { EventOf } from './events.ts';
import { headedRegion, indexOfNode, nodeAt, nodeStateAt, pathOf, regionAt, regionStateAt } from './lookup.ts';
import { goesOn, isQuiet } from './regions.ts';
import { withRegion } from './results.ts';
import { type ExecutionState, freshRegion, idleNode } from './state.ts';

/** Begins the iteration that the event names, if that is what comes next for the region. */
export function iterated(
  state: ExecutionState,
  { nodeId, path }: EventOf<'LoopIterationStarted'>,
): ExecutionState {
  const header = indexOfNode(state, nodeId);
  const index = headedRegion(state, header);
  if (index === undefined || regionStateAt(state, index).finished || !isQuiet(state, index)) return state;
  const next = renewed(state, index);
  return pathOf(next, header) === path ? next : state;
}

/** Everything in the region is new, but for the outputs of its nodes. */
function renewed(state: ExecutionState, index: number): ExecutionState {
  const region = regionAt(state, index);
  const nodes = [...state.nodes];
  for (const node of region.nodes) nodes[node] = { ...idleNode, output: nodeStateAt(state, node).output };
  const edges = [...state.edges];
  for (const edge of region.edges) edges[edge] = 'pending';
  const regions = state.regions.map((inner, at) => (isInside(state, at, index) ? freshRegion : inner));
  const { latest, iteration } = regionStateAt(state, index);
  regions[index] = { ...freshRegion, iteration: iteration + 1, previous: latest };
  return { ...state, nodes, edges, regions };
}

function isInside(state: ExecutionState, region: number, outer: number): boolean {
  for (let at = regionAt(state, region).parent; at !== null; at = regionAt(state, at).parent) {
    if (at === outer) return true;
  }
  return false;
}

/** From the inside out, as far as finishing one region around `node` makes the next one quiet. */
export function finishQuietRegions(state: ExecutionState, node: number): ExecutionState {
  let next = state;
  for (const region of nodeAt(state, node).regions.toReversed()) {
    if (!isQuiet(next, region) || goesOn(next, region)) return next;
    next = withRegion(next, region, { finished: true });
  }
  return next;
}

/** What waits to go round does not, once a join that ends it has fired. */
export function finishRegionsEndedBy(state: ExecutionState, join: number): ExecutionState {
  let next = state;
  for (const { node, feeders } of state.plan.cancellingJoins) {
    if (node !== join) continue;
    for (const { header } of state.plan.topology.regions) {
      if (feeders.has(header)) next = finishQuietRegions(next, header);
    }
  }
  return next;
}
