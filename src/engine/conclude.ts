/**
 * What an attempt's outcome means: the events that record it. Owns routing (which edges are taken) and whether an
 * attempt is followed by another. Conditions are evaluated here, once, and recorded: the fold never evaluates them again.
 *
 * C1  Every outcome gives an event that closes the attempt or says what it waits for, so none is left running.
 * C2  `edge/none-taken` and `expression/failed` of an edge are not retried; they take the `error` port.
 * C3  If the `error` port's own edges cannot be taken, the first failure stands, unhandled.
 * C4  A failure of an activation that was not opened (a pure node, a refusal) is final: it would only be repeated.
 */
import type { TopologyEdge } from '../graph/index.ts';
import type { Result } from '../kernel/index.ts';
import type { EventOf, ExecutionEvent, NodeError, NodeFact, NodeResult } from './events.ts';
import { catcherOf } from './limits.ts';
import { indexOfNode, nodeStateAt, plannedAt } from './lookup.ts';
import { applyResult } from './results.ts';
import { retryDelay } from './retry.ts';
import { edgesOfPort, route } from './routing.ts';
import type { ExecutionState } from './state.ts';

export type Outcome =
  | ({ readonly status: 'completed' } & NodeResult)
  | { readonly status: 'failed'; readonly error: NodeError; readonly text?: string }
  | { readonly status: 'suspended'; readonly until: number | null };

export interface Conclusion {
  readonly at: number;
  /** In [0, 1): spreads retries that would come together. Drawn by the caller, recorded as `until`. */
  readonly random: number;
  /** Evaluates the edge's condition on the state in which the node's result is already visible. */
  evaluate(edge: TopologyEdge, state: ExecutionState): Result<boolean, NodeError>;
}

type Failure = Omit<Extract<Outcome, { status: 'failed' }>, 'status'>;

export function conclude(
  state: ExecutionState,
  fact: NodeFact,
  outcome: Outcome,
  conclusion: Conclusion,
): readonly ExecutionEvent[] {
  switch (outcome.status) {
    case 'suspended':
      return [{ at: conclusion.at, type: 'NodeSuspended', ...fact, until: outcome.until }];
    case 'completed':
      return [completion(state, fact, outcome, conclusion)];
    case 'failed': {
      const { status: _, ...failed } = outcome;
      return failure(state, fact, failed, conclusion);
    }
  }
}

function completion(
  state: ExecutionState,
  fact: NodeFact,
  outcome: Extract<Outcome, { status: 'completed' }>,
  conclusion: Conclusion,
): ExecutionEvent {
  const node = indexOfNode(state, fact.nodeId);
  const { status: _, ...result } = outcome;
  const edges = edgesOfPort(state, node, result.port);
  let after: ExecutionState | undefined;
  const routed = route(edges, (edge) => {
    after ??= applyResult(state, node, result);
    return conclusion.evaluate(edge, after);
  });
  if (!routed.ok) return finalFailure(state, fact, { error: routed.error }, conclusion);
  const taken = routed.value;
  if (taken.length === 0 && edges.length > 0 && !plannedAt(state, node).allowNone) {
    return finalFailure(state, fact, { error: noneTaken(fact.nodeId, result.port) }, conclusion);
  }
  const event = { at: conclusion.at, type: 'NodeCompleted' as const, ...fact, ...result };
  return taken.length === edges.length ? event : { ...event, edges: idsOf(taken) };
}

function failure(
  state: ExecutionState,
  fact: NodeFact,
  failed: Failure,
  conclusion: Conclusion,
): readonly ExecutionEvent[] {
  const { at, random } = conclusion;
  const { error } = failed;
  const activation = state.open.get(fact.path);
  const caught = (): readonly TopologyEdge[] => catchers(state, fact, error, conclusion);
  const delay = activation ? retryDelay(state, { activation, error, caught, random }) : null;
  if (delay === null) return [finalFailure(state, fact, failed, conclusion)];
  return [
    { at, type: 'NodeFailed', ...fact, ...failed, retrying: true, edges: [] },
    { at, type: 'NodeRetryScheduled', ...fact, until: at + delay },
  ];
}

function finalFailure(
  state: ExecutionState,
  fact: NodeFact,
  failed: Failure,
  conclusion: Conclusion,
): EventOf<'NodeFailed'> & { readonly at: number } {
  const edges = idsOf(catchers(state, fact, failed.error, conclusion));
  return { at: conclusion.at, type: 'NodeFailed', ...fact, ...failed, retrying: false, edges };
}

/** The `error` edges that the failure takes; none: nothing catches it. */
function catchers(
  state: ExecutionState,
  { nodeId }: NodeFact,
  error: NodeError,
  conclusion: Conclusion,
): readonly TopologyEdge[] {
  const node = indexOfNode(state, nodeId);
  const nodes = state.nodes.with(node, { ...nodeStateAt(state, node), error });
  const edges = edgesOfPort(state, node, 'error').filter(catcherOf(state, node, error));
  const routed = route(edges, (edge) => conclusion.evaluate(edge, { ...state, nodes }));
  return routed.ok ? routed.value : [];
}

function idsOf(edges: readonly TopologyEdge[]): readonly string[] {
  return edges.map((edge) => edge.id);
}

function noneTaken(nodeId: string, port: string): NodeError {
  return {
    code: 'edge/none-taken',
    message: `no edge of port "${port}" of node "${nodeId}" could be taken: add one without a condition, or set allowNone`,
    retryable: false,
  };
}
