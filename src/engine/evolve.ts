/**
 * The fold of the log: what each event makes of the state. Owns every change of state; decides nothing, evaluates
 * no expression and reads no clock, so a log folds to the same state for ever.
 *
 * V1  Total over the events of its plan, in whatever order they come. A node that neither the plan nor a graph nested
 *     in it has is the event of another graph: it throws a RangeError.
 * V2  An event of a node moves only the activation that it names: the open attempt, or the one that is due in the
 *     current iteration. If that has ended, or is of a past iteration or attempt, nothing moves. What calls use and
 *     cost counts always.
 * V3  A node ends once in an iteration; starting an iteration is the only thing that makes it idle again.
 * V4  Edges change only when their source ends, or when an iteration begins around it.
 * V5  A region is finished in the same step in which it became quiet with nothing to go round for, or a join ended it.
 * V6  Nothing changes after a terminal event but the sequence.
 * V7  The cost depends on the sizes of the graph, the variables and the messages, never on how much has happened.
 */
import type { TopologyEdge } from '../graph/index.ts';
import { assertNever } from '../kernel/index.ts';
import type { EventOf, ExecutionEvent, NodeFact } from './events.ts';
import { finishQuietRegions, finishRegionsEndedBy, iterated } from './iterate.ts';
import { isRefusal } from './limits.ts';
import { indexOfNode, nodeAt, nodeStateAt, pathOf } from './lookup.ts';
import type { ExecutionPlan } from './plan.ts';
import { applyResult, noteInLoops } from './results.ts';
import { edgesOfPort } from './routing.ts';
import { changedAt, nestedStateOf, scopeEnded, scopeStarted, withoutScopes } from './scopes.ts';
import {
  activeTime,
  type EdgeStatus,
  type ExecutionState,
  isTerminal,
  type NodeState,
  type OpenActivation,
} from './state.ts';
import { addUsage, settlement } from './usage.ts';

export function evolve(state: ExecutionState, event: ExecutionEvent): ExecutionState {
  const firstTextAt = state.firstTextAt ?? (event.type === 'TextDelta' ? event.at : null);
  const counted = { ...state, sequence: state.sequence + 1, firstTextAt };
  if (isTerminal(state.status)) return counted;
  if (event.type === 'ExecutionFailed' || !('path' in event) || event.path === undefined) {
    return apply(counted, event);
  }
  const { nodeId } = event;
  return changedAt(counted, event.path, (scope) =>
    isOfPastScope(scope, nodeId) && !countsAlways(event) ? scope : apply(scope, event),
  );
}

function countsAlways({ type }: ExecutionEvent): boolean {
  return type === 'UsageRecorded' || type === 'BudgetReserved';
}

/** Whether the event of this node comes late: it belongs to a scope inside `scope` that has ended. */
function isOfPastScope({ plan }: ExecutionState, nodeId: string | undefined): boolean {
  return nodeId !== undefined && !plan.topology.indexOf.has(nodeId) && hasInside(plan, nodeId);
}

function hasInside(plan: ExecutionPlan, nodeId: string): boolean {
  return plan.nodes.some(
    ({ nested }) =>
      nested !== null && (nested.plan.topology.indexOf.has(nodeId) || hasInside(nested.plan, nodeId)),
  );
}

function apply(state: ExecutionState, event: ExecutionEvent): ExecutionState {
  switch (event.type) {
    case 'ExecutionQueued':
      return { ...state, input: event.input, messages: event.messages };
    case 'ExecutionStarted':
    case 'ExecutionResumed':
    case 'ExecutionRecovered':
      return { ...state, status: 'running', activeSince: state.activeSince ?? event.at };
    case 'ExecutionSuspended':
      return { ...inactive(state, event.at), status: 'suspended' };
    case 'ExecutionCompleted':
      return { ...inactive(state, event.at), status: 'completed', output: event.output };
    case 'ExecutionFailed':
      return { ...inactive(state, event.at), status: 'failed' };
    case 'ExecutionCancelled':
      return { ...inactive(state, event.at), status: 'cancelled' };
    case 'NodeStarted':
      return started(state, event);
    case 'NodeCompleted':
      return isOpen(state, event) || isDue(state, event) ? completed(state, event) : state;
    case 'NodeFailed':
      if (event.retrying) return closedInside(state, event);
      return isOpen(state, event) || isDue(state, event) ? failed(state, event) : state;
    case 'NodeCancelled':
      return isOpen(state, event)
        ? ended(state, event, { ...noError, port: null, status: 'ended' }, [])
        : state;
    case 'NodeSkipped':
      return isDue(state, event)
        ? ended(state, event, { ...noError, port: null, status: 'skipped' }, [])
        : state;
    case 'NodeRetryScheduled':
      return reopened(state, event, { status: 'retrying', until: event.until });
    case 'NodeSuspended':
      return reopened(state, event, { status: 'suspended', until: event.until });
    case 'NodeResumed':
      return reopened(state, event, { status: 'running', until: null });
    case 'NodeSuperseded':
      return reopened(state, event, { status: 'superseded', until: null });
    case 'LoopIterationStarted':
      return iterated(state, event);
    case 'ScopeStarted':
      return scopeStarted(state, event);
    case 'ScopeCompleted':
      return scopeEnded(state, event.path, { output: event.output });
    case 'ScopeFailed':
      return scopeEnded(state, event.path, { error: event.error });
    case 'TextDelta':
    case 'ReasoningDelta':
    case 'ToolCallStarted':
    case 'LogWritten':
      return state;
    case 'BudgetReserved':
      return { ...state, chargedMicroUsd: state.chargedMicroUsd + event.mostMicroUsd };
    case 'UsageRecorded':
      return {
        ...state,
        usage: addUsage(state.usage, event.usage),
        chargedMicroUsd: state.chargedMicroUsd + settlement(event),
      };
    default:
      return assertNever(event);
  }
}

function inactive(state: ExecutionState, at: number): ExecutionState {
  return state.activeSince === null
    ? state
    : { ...state, activeMs: activeTime(state, at), activeSince: null };
}

/** The attempt that the event names is the one that is open. */
function isOpen(state: ExecutionState, { path, attempt }: NodeFact): boolean {
  return state.open.get(path)?.attempt === attempt;
}

/** The activation that the event names has not begun, and is that of the current iteration. */
function isDue(state: ExecutionState, { nodeId, path, attempt }: NodeFact): boolean {
  // Attempts up to the base were made in an earlier run of the same scope.
  if (attempt <= state.attemptBase) return false;
  const node = indexOfNode(state, nodeId);
  return nodeStateAt(state, node).status === 'idle' && pathOf(state, node) === path;
}

function started(
  state: ExecutionState,
  event: EventOf<'NodeStarted'> & { readonly at: number },
): ExecutionState {
  const { path, attempt, scopes } = event;
  const node = indexOfNode(state, event.nodeId);
  const before = state.open.get(path);
  if (before ? attempt <= before.attempt : !isDue(state, event)) return state;
  const tries = (before?.tries ?? 0) + (before?.status === 'superseded' ? 0 : 1);
  const attemptsInside = before?.attemptsInside ?? state.attemptBase;
  const activation: OpenActivation = {
    node,
    path,
    attempt,
    tries,
    status: scopes ? 'scoped' : 'running',
    until: null,
    activeBefore: activeTime(state, event.at),
    nested: scopes ? nestedStateOf(scopes, attemptsInside) : null,
    attemptsInside,
  };
  const next: ExecutionState = {
    ...state,
    attemptTop: Math.max(state.attemptTop, attempt),
    steps: before ? state.steps : state.steps + 1,
    nodes: state.nodes.with(node, { ...nodeStateAt(state, node), status: 'open', port: null, ...noError }),
    open: new Map(state.open).set(path, activation),
  };
  return finishRegionsEndedBy(next, node);
}

const noError = { error: null, failedAt: 0 };

/** The attempt is over, the activation is not: what ran inside is no more. */
function closedInside(state: ExecutionState, event: NodeFact): ExecutionState {
  const activation = state.open.get(event.path);
  return activation?.attempt === event.attempt ? withoutScopes(state, activation) : state;
}

function reopened(
  state: ExecutionState,
  event: NodeFact,
  change: Pick<OpenActivation, 'status' | 'until'>,
): ExecutionState {
  const activation = state.open.get(event.path);
  if (activation?.attempt !== event.attempt) return state;
  return { ...state, open: new Map(state.open).set(event.path, { ...activation, ...change }) };
}

function completed(state: ExecutionState, event: EventOf<'NodeCompleted'>): ExecutionState {
  const node = indexOfNode(state, event.nodeId);
  const taken = takenBy(edgesOfPort(state, node, event.port), event.edges);
  const patched = noteInLoops(applyResult(state, node, event), node, event, taken);
  const change = { ...noError, port: event.port, status: 'ended' as const };
  const result = ended(countInstant(patched, event), event, change, taken);
  return event.terminate ? { ...result, terminating: true } : result;
}

function takenBy(
  edges: readonly TopologyEdge[],
  ids: readonly string[] | undefined,
): readonly TopologyEdge[] {
  return ids === undefined ? edges : edges.filter((edge) => ids.includes(edge.id));
}

function failed(state: ExecutionState, event: EventOf<'NodeFailed'>): ExecutionState {
  const { error, nodeId, path } = event;
  const taken = takenBy(edgesOfPort(state, indexOfNode(state, nodeId), 'error'), event.edges);
  const handled = taken.length > 0;
  const failure = handled ? state.failure : (state.failure ?? { error, nodeId, path });
  const counted = isRefusal(error) ? state : countInstant(state, event);
  const port = handled ? 'error' : null;
  const change = { error, failedAt: state.sequence, port, status: 'ended' as const };
  return ended({ ...counted, failure }, event, change, taken);
}

/** A pure activation was never open, so it is counted where it ends. */
function countInstant(state: ExecutionState, event: NodeFact): ExecutionState {
  return state.open.has(event.path) ? state : { ...state, steps: state.steps + 1 };
}

function ended(
  state: ExecutionState,
  event: NodeFact,
  change: Omit<NodeState, 'output'>,
  taken: readonly TopologyEdge[],
): ExecutionState {
  const node = indexOfNode(state, event.nodeId);
  const activation = state.open.get(event.path);
  const closed = activation ? withoutScopes(state, activation) : state;
  const attemptsInside = closed.open.get(event.path)?.attemptsInside ?? 0;
  const open = new Map(closed.open);
  open.delete(event.path);
  const next = {
    ...closed,
    open,
    attemptTop: Math.max(state.attemptTop, attemptsInside, event.attempt),
    nodes: state.nodes.with(node, { ...nodeStateAt(state, node), ...change }),
    edges: settledEdges(state, node, taken),
  };
  return finishQuietRegions(finishRegionsEndedBy(next, node), node);
}

function settledEdges(
  state: ExecutionState,
  node: number,
  taken: readonly TopologyEdge[],
): readonly EdgeStatus[] {
  const edges = [...state.edges];
  for (const index of nodeAt(state, node).outgoing) edges[index] = 'skipped';
  for (const { index } of taken) edges[index] = 'taken';
  return edges;
}
