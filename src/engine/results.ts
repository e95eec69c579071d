/** What a node's result changes beside its own activation: outputs, variables, messages, and what loops remember. */
import type { TopologyEdge } from '../graph/index.ts';
import type { NodeResult } from './events.ts';
import { headedRegion, nodeStateAt, regionStateAt } from './lookup.ts';
import type { ExecutionState, RegionState } from './state.ts';
import { applyVariableOperation } from './variables.ts';

/** The state as the node's own edges see it: its result is there, its edges are not settled yet. */
export function applyResult(state: ExecutionState, node: number, result: NodeResult): ExecutionState {
  const { variables = [], messages = [] } = result;
  return {
    ...state,
    nodes: state.nodes.with(node, { ...nodeStateAt(state, node), output: result.output }),
    variables: variables.reduce(applyVariableOperation, state.variables),
    messages: messages.length === 0 ? state.messages : [...state.messages, ...messages],
  };
}

/** The loops that the result goes back to will see it as `previous`; a header says whether its bound was reached. */
export function noteInLoops(
  state: ExecutionState,
  node: number,
  result: NodeResult,
  taken: readonly TopologyEdge[],
): ExecutionState {
  let noted = state;
  for (const edge of taken) {
    if (edge.isBack) noted = withHeadedRegion(noted, edge.target, { latest: result.output });
  }
  return result.exhausted ? withHeadedRegion(noted, node, { exhausted: true }) : noted;
}

function withHeadedRegion(
  state: ExecutionState,
  header: number,
  change: Partial<RegionState>,
): ExecutionState {
  const region = headedRegion(state, header);
  return region === undefined ? state : withRegion(state, region, change);
}

export function withRegion(
  state: ExecutionState,
  index: number,
  change: Partial<RegionState>,
): ExecutionState {
  return { ...state, regions: state.regions.with(index, { ...regionStateAt(state, index), ...change }) };
}
