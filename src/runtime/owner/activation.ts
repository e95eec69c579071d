import {
  type ExecutionState,
  indexOfNode,
  type NodeFact,
  nodeAt,
  regionAt,
  regionStateAt,
} from '../../engine/index.ts';
import type { Activation } from '../../nodes/index.ts';
import { type ExecutionFacts, nodeValues } from './node-values.ts';

/** The visit as the node's behaviour sees it. Its values are only gathered where they are read. */
export function activationOf(state: ExecutionState, fact: NodeFact, execution: ExecutionFacts): Activation {
  const node = indexOfNode(state, fact.nodeId);
  let values: Activation['values'] | undefined;
  return {
    ...fact,
    idempotencyKey: `${execution.id}:${fact.path}`,
    now: execution.now,
    messages: state.messages,
    iteration: iterationOf(state, node),
    get values() {
      values ??= nodeValues(state, node, execution);
      return values;
    },
  };
}

function iterationOf(state: ExecutionState, node: number): number {
  const region = nodeAt(state, node).regions.at(-1);
  if (region === undefined || regionAt(state, region).header !== node) return 0;
  return regionStateAt(state, region).iteration;
}
