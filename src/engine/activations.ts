/**
 * What an event makes of the activation that it names: it begins, waits, goes on, or ends, and then its edges are settled.
 * Where the event is not of the attempt that is open, nor of the activation that is due, nothing moves (V2 of `evolve`).
 */
import type { TopologyEdge } from '../graph/index.ts';
import type { EventOf, NodeFact } from './events.ts';
import { finishQuietRegions, finishRegionsEndedBy } from './iterate.ts';
import { isRefusal } from './limits.ts';
import { indexOfNode, nodeAt, nodeStateAt, pathOf } from './lookup.ts';
import { applyResult, noteInLoops } from './results.ts';
import { edgesOfPort } from './routing.ts';
import { nestedStateOf, withoutScopes } from './scopes.ts';
import {
  activeTime,
  type EdgeStatus,
  type ExecutionState,
  type NodeState,
  type OpenActivation,
} from './state.ts';

const noError = { error: null, failedAt: 0 };

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

export function started(
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

/** The attempt is over, the activation is not: what ran inside is no more. */
function closedInside(state: ExecutionState, event: NodeFact): ExecutionState {
  const activation = state.open.get(event.path);
  return activation?.attempt === event.attempt ? withoutScopes(state, activation) : state;
}

export function reopened(
  state: ExecutionState,
  event: NodeFact,
  change: Pick<OpenActivation, 'status' | 'until'>,
): ExecutionState {
  const activation = state.open.get(event.path);
  if (activation?.attempt !== event.attempt) return state;
  return { ...state, open: new Map(state.open).set(event.path, { ...activation, ...change }) };
}

export function completed(state: ExecutionState, event: EventOf<'NodeCompleted'>): ExecutionState {
  if (!isOpen(state, event) && !isDue(state, event)) return state;
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

export function failed(state: ExecutionState, event: EventOf<'NodeFailed'>): ExecutionState {
  if (event.retrying) return closedInside(state, event);
  if (!isOpen(state, event) && !isDue(state, event)) return state;
  const { error, nodeId, path } = event;
  const taken = takenBy(edgesOfPort(state, indexOfNode(state, nodeId), 'error'), event.edges);
  const handled = taken.length > 0;
  const failure = handled ? state.failure : (state.failure ?? { error, nodeId, path });
  const counted = isRefusal(error) ? state : countInstant(state, event);
  const port = handled ? 'error' : null;
  const change = { error, failedAt: state.sequence, port, status: 'ended' as const };
  return ended({ ...counted, failure }, event, change, taken);
}

export function cancelled(state: ExecutionState, event: EventOf<'NodeCancelled'>): ExecutionState {
  if (!isOpen(state, event)) return state;
  return ended(state, event, { ...noError, port: null, status: 'ended' }, []);
}

export function skipped(state: ExecutionState, event: EventOf<'NodeSkipped'>): ExecutionState {
  if (!isDue(state, event)) return state;
  return ended(state, event, { ...noError, port: null, status: 'skipped' }, []);
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
