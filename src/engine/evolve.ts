/**
 * The fold of the log: what each event makes of the state. Owns every change of state; decides nothing, evaluates
 * no expression and reads no clock, so a log folds to the same state for ever.
 *
 * V1  Total: any event on any state of the same plan gives a state.
 * V2  An event of an activation that is not open closes nothing.
 * V3  A node ends once in an iteration; starting an iteration is the only thing that makes it idle again.
 * V4  Edges change only when their source ends, or when an iteration begins around it.
 * V5  A region is marked finished in the same step in which it became quiet with nothing to go round for.
 * V6  Nothing changes after a terminal event but the sequence.
 */
import { assertNever } from '../kernel/index.ts';
import type { EventOf, ExecutionEvent, NodeFact, NodeResult } from './events.ts';
import { indexOfNode, nodeAt, nodeStateAt, regionAt, regionStateAt } from './lookup.ts';
import { goesOn, isQuiet } from './regions.ts';
import {
  type EdgeStatus,
  type ExecutionState,
  freshRegion,
  idleNode,
  isTerminal,
  type NodeState,
  type OpenActivation,
  type RegionState,
} from './state.ts';
import { addUsage } from './usage.ts';
import { applyVariableOperation } from './variables.ts';

export function evolve(state: ExecutionState, event: ExecutionEvent): ExecutionState {
  const counted = { ...state, sequence: state.sequence + 1 };
  return isTerminal(state.status) ? counted : apply(counted, event);
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
      return completed(state, event);
    case 'NodeFailed':
      return event.retrying ? state : failed(state, event);
    case 'NodeCancelled':
      return ended(state, event, { error: null, port: null }, []);
    case 'NodeSkipped':
      return ended(state, event, { error: null, port: null }, []);
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
    case 'TextDelta':
    case 'ReasoningDelta':
    case 'ToolCallStarted':
    case 'LogWritten':
      return state;
    case 'UsageRecorded':
      return { ...state, usage: addUsage(state.usage, event.usage) };
    default:
      return assertNever(event);
  }
}

function inactive(state: ExecutionState, at: number): ExecutionState {
  if (state.activeSince === null) return state;
  return { ...state, activeMs: state.activeMs + at - state.activeSince, activeSince: null };
}

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

function started(state: ExecutionState, event: NodeFact): ExecutionState {
  const node = indexOfNode(state, event.nodeId);
  const before = state.open.get(event.path);
  const tries = (before?.tries ?? 0) + (before?.status === 'superseded' ? 0 : 1);
  const { path, attempt } = event;
  const activation: OpenActivation = { node, path, attempt, tries, status: 'running', until: null };
  return {
    ...state,
    steps: before ? state.steps : state.steps + 1,
    nodes: state.nodes.with(node, { ...nodeStateAt(state, node), status: 'open', port: null, error: null }),
    open: new Map(state.open).set(path, activation),
  };
}

function reopened(
  state: ExecutionState,
  event: NodeFact,
  change: Pick<OpenActivation, 'status' | 'until'>,
): ExecutionState {
  const activation = state.open.get(event.path);
  if (!activation) return state;
  return { ...state, open: new Map(state.open).set(event.path, { ...activation, ...change }) };
}

function completed(state: ExecutionState, event: EventOf<'NodeCompleted'>): ExecutionState {
  const node = indexOfNode(state, event.nodeId);
  const taken = event.edges ?? edgesOfPort(state, node, event.port);
  const patched = noteExhausted(noteLatest(applyResult(state, node, event), taken, event), node, event);
  const result = ended(countInstant(patched, event), event, { error: null, port: event.port }, taken);
  return event.terminate ? { ...result, terminating: true } : result;
}

function failed(state: ExecutionState, event: EventOf<'NodeFailed'>): ExecutionState {
  const { error, nodeId, path, edges } = event;
  const handled = edges.length > 0;
  const failure = handled ? state.failure : (state.failure ?? { error, nodeId, path });
  const counted = error.code.startsWith('limit/') ? state : countInstant(state, event);
  return ended({ ...counted, failure }, event, { error, port: handled ? 'error' : null }, edges);
}

/** A pure activation was never open, so it is counted where it ends. */
function countInstant(state: ExecutionState, event: NodeFact): ExecutionState {
  return state.open.has(event.path) ? state : { ...state, steps: state.steps + 1 };
}

function ended(
  state: ExecutionState,
  event: NodeFact,
  change: Pick<NodeState, 'error' | 'port'>,
  taken: readonly string[],
): ExecutionState {
  const node = indexOfNode(state, event.nodeId);
  const open = new Map(state.open);
  open.delete(event.path);
  const next = {
    ...state,
    open,
    nodes: state.nodes.with(node, { ...nodeStateAt(state, node), ...change, status: 'ended' }),
    edges: settledEdges(state, node, taken),
  };
  return finishQuietRegions(next, node);
}

function settledEdges(state: ExecutionState, node: number, taken: readonly string[]): readonly EdgeStatus[] {
  const edges = [...state.edges];
  for (const index of nodeAt(state, node).outgoing) edges[index] = 'skipped';
  for (const id of taken) {
    const index = state.plan.edgeOf.get(id);
    if (index !== undefined) edges[index] = 'taken';
  }
  return edges;
}

export function edgesOfPort(state: ExecutionState, node: number, port: string): readonly string[] {
  return nodeAt(state, node).outgoing.flatMap((index) => {
    const edge = state.plan.topology.edges[index];
    return edge && edge.sourcePort === port ? [edge.id] : [];
  });
}

/** From the inside out, as far as finishing one region makes the next one quiet (V5). */
function finishQuietRegions(state: ExecutionState, node: number): ExecutionState {
  let next = state;
  for (const region of nodeAt(state, node).regions.toReversed()) {
    if (!isQuiet(next, region) || goesOn(next, region)) return next;
    next = withRegion(next, region, { finished: true });
  }
  return next;
}

function iterated(state: ExecutionState, event: EventOf<'LoopIterationStarted'>): ExecutionState {
  const header = indexOfNode(state, event.nodeId);
  const index = nodeAt(state, header).regions.find((region) => regionAt(state, region).header === header);
  if (index === undefined) return state;
  const region = regionAt(state, index);
  const nodes = [...state.nodes];
  for (const node of region.nodes) nodes[node] = { ...idleNode, output: nodes[node]?.output ?? null };
  const edges = [...state.edges];
  for (const edge of region.edges) edges[edge] = 'pending';
  const regions = state.regions.map((inner, at) => (isInside(state, at, index) ? freshRegion : inner));
  const { latest } = regionStateAt(state, index);
  regions[index] = { ...freshRegion, iteration: event.iteration, previous: latest };
  return { ...state, nodes, edges, regions };
}

function isInside(state: ExecutionState, region: number, outer: number): boolean {
  for (let at = regionAt(state, region).parent; at !== null; at = regionAt(state, at).parent) {
    if (at === outer) return true;
  }
  return false;
}

function noteLatest(state: ExecutionState, taken: readonly string[], event: NodeResult): ExecutionState {
  return taken.reduce((next, id) => {
    const edge = state.plan.topology.edges[state.plan.edgeOf.get(id) ?? -1];
    const region = edge?.isBack ? nodeAt(state, edge.target).regions.at(-1) : undefined;
    return region === undefined ? next : withRegion(next, region, { latest: event.output });
  }, state);
}

function noteExhausted(state: ExecutionState, node: number, event: NodeResult): ExecutionState {
  if (!event.exhausted) return state;
  const region = nodeAt(state, node).regions.at(-1);
  return region === undefined ? state : withRegion(state, region, { exhausted: true });
}

function withRegion(state: ExecutionState, index: number, change: Partial<RegionState>): ExecutionState {
  return { ...state, regions: state.regions.with(index, { ...regionStateAt(state, index), ...change }) };
}
