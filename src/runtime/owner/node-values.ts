import {
  type ExecutionState,
  itemOf,
  nodeAt,
  nodeStateAt,
  regionStateAt,
  visibleOuter,
} from '../../engine/index.ts';
import type { ExpressionValues } from '../../expression/index.ts';
import type { Json, JsonObject } from '../../kernel/index.ts';
import type { ExecutionRecord } from '../execution-record.ts';

/** What expressions may know of the execution itself. */
export interface ExecutionFacts {
  readonly id: string;
  /** Milliseconds since 1970 of the event decided upon: expressions have no clock. */
  readonly now: number;
  /** Null: it belongs to none. */
  readonly conversationId: string | null;
}

export function executionFacts(
  { id, conversationId }: Pick<ExecutionRecord, 'id' | 'conversationId'>,
  now: number,
): ExecutionFacts {
  return { id, conversationId, now };
}

/** Every name that an expression of this node, or of one of its edges, may read. */
export function nodeValues(state: ExecutionState, node: number, execution: ExecutionFacts): ExpressionValues {
  const errors = errorsSeenBy(state, node);
  const own = describedError(state, node);
  return { ...executionValues(state, execution), error: own ?? errors[0] ?? null, errors };
}

/** Every name that an expression of the graph's outputs may read. */
export function executionValues(
  state: ExecutionState,
  { id, now, conversationId }: ExecutionFacts,
): ExpressionValues {
  return {
    input: state.input,
    vars: state.variables,
    messages: state.messages as unknown as Json,
    nodes: nodeOutputs(state),
    loop: loops(state),
    ...itemSeenBy(state),
    error: null,
    errors: [],
    conversation: conversationId === null ? null : { id: conversationId },
    execution: { id, now: new Date(now).toISOString() },
  };
}

/** Of the scope's own nodes, and behind them those of the scopes around that it sees. */
function nodeOutputs(state: ExecutionState): JsonObject {
  const own = Object.fromEntries(
    state.plan.topology.nodes.map(({ id, index }) => [id, { output: nodeStateAt(state, index).output }]),
  );
  const outer = visibleOuter(state);
  return outer === null ? own : { ...nodeOutputs(outer), ...own };
}

function itemSeenBy(state: ExecutionState): JsonObject {
  const outer = visibleOuter(state);
  return { ...(outer === null ? {} : itemSeenBy(outer)), ...itemOf(state) };
}

function loops(state: ExecutionState): JsonObject {
  const own = Object.fromEntries(
    state.plan.topology.regions.map(({ header }, index) => {
      const { iteration, previous, exhausted } = regionStateAt(state, index);
      return [nodeAt(state, header).id, { index: iteration, previous, exhausted }];
    }),
  );
  const outer = visibleOuter(state);
  return outer === null ? own : { ...loops(outer), ...own };
}

/** The failures whose `error` edges led to the node, in the order in which they happened. */
function errorsSeenBy(state: ExecutionState, node: number): readonly Json[] {
  const failed = nodeAt(state, node).incoming.flatMap((index) => {
    const edge = state.plan.topology.edges[index];
    const led = edge && state.edges[index] === 'taken' && edge.sourcePort === 'error';
    return led ? [edge.source] : [];
  });
  return [...new Set(failed)]
    .sort((a, b) => nodeStateAt(state, a).failedAt - nodeStateAt(state, b).failedAt)
    .map((source) => describedError(state, source));
}

function describedError(state: ExecutionState, node: number): Json {
  const { error } = nodeStateAt(state, node);
  if (!error) return null;
  return { code: error.code, message: error.message, nodeId: nodeAt(state, node).id };
}
