/**
 * What an attempt's outcome means: the events that record it. Owns routing (which edges are taken) and the retry
 * policy. Conditions are evaluated here, once, and recorded: the fold never evaluates them again.
 *
 * C1  Every outcome gives the closing event of its attempt, so a started attempt never stays open.
 * C2  `edge/none-taken` and `expression/failed` of an edge are not retried; they take the `error` port.
 * C3  If the `error` port's own edges cannot be taken, the first failure stands, unhandled.
 */
import type { TopologyEdge } from '../graph/index.ts';
import { err, ok, type Result } from '../kernel/index.ts';
import type { EventOf, ExecutionEvent, NodeError, NodeFact, NodeResult } from './events.ts';
import { applyResult, edgesOfPort } from './evolve.ts';
import { edgeAt, indexOfNode, nodeAt, nodeStateAt, plannedAt, regionAt } from './lookup.ts';
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

export function conclude(
  state: ExecutionState,
  fact: NodeFact,
  outcome: Outcome,
  conclusion: Conclusion,
): readonly ExecutionEvent[] {
  const { at } = conclusion;
  switch (outcome.status) {
    case 'suspended':
      return [{ at, type: 'NodeSuspended', ...fact, until: outcome.until }];
    case 'completed':
      return [completion(state, fact, outcome, conclusion)];
    case 'failed':
      return failure(state, fact, outcome, conclusion);
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
  const routed = route(applyResult(state, node, result), node, result.port, conclusion);
  if (!routed.ok) return finalFailure(state, fact, { error: routed.error }, conclusion);
  const everyEdge = routed.value.length === edgesOfPort(state, node, result.port).length;
  const event = { at: conclusion.at, type: 'NodeCompleted' as const, ...fact, ...result };
  return everyEdge ? event : { ...event, edges: routed.value };
}

function failure(
  state: ExecutionState,
  fact: NodeFact,
  failed: { readonly error: NodeError; readonly text?: string },
  conclusion: Conclusion,
): readonly ExecutionEvent[] {
  const { at } = conclusion;
  const { retry } = plannedAt(state, indexOfNode(state, fact.nodeId));
  const tries = state.open.get(fact.path)?.tries ?? 1;
  if (!failed.error.retryable || tries >= retry.maxAttempts) {
    return [finalFailure(state, fact, failed, conclusion)];
  }
  const backoff = Math.min(retry.maxBackoffMs, retry.backoffMs * retry.factor ** (tries - 1));
  const spread = retry.jitter ? backoff * (0.5 + conclusion.random / 2) : backoff;
  const until = at + Math.round(Math.max(spread, failed.error.retryAfterMs ?? 0));
  return [
    { at, type: 'NodeFailed', ...fact, ...failed, retrying: true, edges: [] },
    { at, type: 'NodeRetryScheduled', ...fact, until },
  ];
}

function finalFailure(
  state: ExecutionState,
  fact: NodeFact,
  failed: { readonly error: NodeError; readonly text?: string },
  conclusion: Conclusion,
): EventOf<'NodeFailed'> & { readonly at: number } {
  const node = indexOfNode(state, fact.nodeId);
  const nodes = state.nodes.with(node, { ...nodeStateAt(state, node), error: failed.error });
  const routed = isUncatchable(failed.error)
    ? ok([])
    : route({ ...state, nodes }, node, 'error', conclusion, catcherOf(state, node, failed.error));
  const edges = routed.ok ? routed.value : [];
  return { at: conclusion.at, type: 'NodeFailed', ...fact, ...failed, retrying: false, edges };
}

/** Reaching the execution's own limit of steps ends the execution: no edge may lead on from it. */
function isUncatchable(error: NodeError): boolean {
  return error.code === 'limit/steps';
}

/** A loop's bound is caught only by an edge that leaves the loop: any other would go round once more. */
function catcherOf(state: ExecutionState, node: number, error: NodeError): (edge: TopologyEdge) => boolean {
  if (error.code !== 'limit/iterations') return () => true;
  const region = nodeAt(state, node).regions.findLast((index) => regionAt(state, index).header === node);
  return (edge) => region !== undefined && edge.leaves.includes(region);
}

/** The ids of the edges taken from `port`, in declaration order. */
function route(
  state: ExecutionState,
  node: number,
  port: string,
  conclusion: Conclusion,
  admits: (edge: TopologyEdge) => boolean = () => true,
): Result<readonly string[], NodeError> {
  const edges = nodeAt(state, node)
    .outgoing.map((index) => edgeAt(state, index))
    .filter((edge) => edge.sourcePort === port && admits(edge));
  if (edges.every((edge) => edge.condition === null)) return ok(edges.map((edge) => edge.id));
  for (const edge of edges.filter((candidate) => candidate.condition !== null)) {
    const holds = conclusion.evaluate(edge, state);
    if (!holds.ok) return holds;
    if (holds.value) return ok([edge.id]);
  }
  const otherwise = edges.find((edge) => edge.condition === null);
  if (otherwise) return ok([otherwise.id]);
  return plannedAt(state, node).allowNone ? ok([]) : err(noneTaken(state, node, port));
}

function noneTaken(state: ExecutionState, node: number, port: string): NodeError {
  const { id } = nodeAt(state, node);
  return {
    code: 'edge/none-taken',
    message: `no edge of port "${port}" of node "${id}" could be taken: add one without a condition, or set allowNone`,
    retryable: false,
  };
}
