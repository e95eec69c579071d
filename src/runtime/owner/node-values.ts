import { type ExecutionState, nodeAt, nodeStateAt, regionStateAt } from '../../engine/index.ts';
import type { ExpressionValues } from '../../expression/index.ts';
import type { Json, JsonObject } from '../../kernel/index.ts';

/** What expressions may know of the execution itself. */
export interface ExecutionFacts {
  readonly id: string;
  /** Milliseconds since 1970 of the event decided upon: expressions have no clock. */
  readonly now: number;
}

/** Every name that an expression of this node, or of one of its edges, may read. */
export function nodeValues(state: ExecutionState, node: number, execution: ExecutionFacts): ExpressionValues {
  return { ...executionValues(state, execution), error: errorSeenBy(state, node) };
}

/** Every name that an expression of the graph's outputs may read. */
export function executionValues(state: ExecutionState, { id, now }: ExecutionFacts): ExpressionValues {
  return {
    input: state.input,
    vars: state.variables,
    messages: state.messages as unknown as Json,
    nodes: nodeOutputs(state),
    loop: loops(state),
    error: null,
    conversation: null,
    execution: { id, now: new Date(now).toISOString() },
  };
}

function nodeOutputs(state: ExecutionState): JsonObject {
  return Object.fromEntries(
    state.plan.topology.nodes.map(({ id, index }) => [id, { output: nodeStateAt(state, index).output }]),
  );
}

function loops(state: ExecutionState): JsonObject {
  return Object.fromEntries(
    state.plan.topology.regions.map(({ header }, index) => {
      const { iteration, previous, exhausted } = regionStateAt(state, index);
      return [nodeAt(state, header).id, { index: iteration, previous, exhausted }];
    }),
  );
}

/** The node's own failure, for its `error` edges; else that of the node whose `error` edge led here. */
function errorSeenBy(state: ExecutionState, node: number): Json {
  const own = describedError(state, node);
  if (own !== null) return own;
  for (const index of nodeAt(state, node).incoming) {
    const edge = state.plan.topology.edges[index];
    if (edge && state.edges[index] === 'taken' && edge.sourcePort === 'error') {
      return describedError(state, edge.source);
    }
  }
  return null;
}

function describedError(state: ExecutionState, node: number): Json {
  const { error } = nodeStateAt(state, node);
  if (!error) return null;
  return { code: error.code, message: error.message, nodeId: nodeAt(state, node).id };
}
