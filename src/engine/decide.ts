/**
 * What to do next. Owns readiness, skipping, iterating and ending; changes nothing and performs nothing: its caller
 * performs the commands, appends what came of them, and asks again.
 *
 * D1  Total: any state gives a list; a terminal or queued one gives an empty list.
 * D2  The commands of one decision do not disturb one another: all may be performed in any order.
 * D3  A command is repeated by each decision until an event obeys it.
 * D4  Skips and iterations come before starts; nothing starts together with a join that might cancel it.
 * D5  While the execution ends nothing starts; the terminal command comes when nothing is open.
 * D6  If nothing is open and nothing can be done, the execution is complete: no state is stuck.
 */
import type { NodeError } from './events.ts';
import { nodeAt, pathOf, plannedAt, regionAt, regionStateAt } from './lookup.ts';
import { goesOn, isEndedByJoin, isQuiet, visibleStatus } from './regions.ts';
import { type ExecutionState, isTerminal } from './state.ts';

interface NodeCommand {
  readonly nodeId: string;
  readonly path: string;
  readonly attempt: number;
}

export type Command =
  | ({ readonly type: 'startNode' } & NodeCommand)
  | ({ readonly type: 'skipNode' } & NodeCommand)
  | ({ readonly type: 'cancelNode' } & NodeCommand)
  /** The activation must fail without being run: a limit is reached. */
  | ({ readonly type: 'failNode'; readonly error: NodeError } & NodeCommand)
  | {
      readonly type: 'startIteration';
      readonly nodeId: string;
      readonly path: string;
      readonly iteration: number;
    }
  | { readonly type: 'completeExecution' }
  | {
      readonly type: 'failExecution';
      readonly error: NodeError;
      readonly nodeId: string | null;
      readonly path: string | null;
    }
  | { readonly type: 'cancelExecution' };

/** What was asked of the execution from outside its graph. */
export type Control =
  | { readonly type: 'run' }
  | { readonly type: 'cancel' }
  | { readonly type: 'fail'; readonly error: NodeError };

const run: Control = { type: 'run' };

export function decide(state: ExecutionState, control: Control = run): readonly Command[] {
  if (isTerminal(state.status) || state.status === 'queued') return [];
  const ending = endingOf(state, control);
  if (ending) return state.open.size === 0 ? [ending] : cancelAll(state);
  const cancels = cancelledByJoins(state);
  const structural = [...skips(state), ...iterations(state)];
  if (structural.length > 0) return [...cancels, ...structural];
  const starts = startsOf(state);
  if (cancels.length + starts.length + state.open.size === 0) return [{ type: 'completeExecution' }];
  return [...cancels, ...starts];
}

function endingOf(state: ExecutionState, control: Control): Command | null {
  if (state.failure) return { type: 'failExecution', ...state.failure };
  if (control.type === 'cancel') return { type: 'cancelExecution' };
  if (control.type === 'fail') {
    return { type: 'failExecution', error: control.error, nodeId: null, path: null };
  }
  return state.terminating ? { type: 'completeExecution' } : null;
}

function cancelAll(state: ExecutionState): readonly Command[] {
  return [...state.open.values()].map(({ node, path, attempt }) => ({
    type: 'cancelNode',
    nodeId: nodeAt(state, node).id,
    path,
    attempt,
  }));
}

function cancelledByJoins(state: ExecutionState): readonly Command[] {
  if (state.plan.cancellingJoins.length === 0) return [];
  return [...state.open.values()]
    .filter(({ node }) => isEndedByJoin(state, node))
    .map(({ node, path, attempt }) => ({
      type: 'cancelNode',
      nodeId: nodeAt(state, node).id,
      path,
      attempt,
    }));
}

function idleNodes(state: ExecutionState): readonly number[] {
  const idle: number[] = [];
  state.nodes.forEach((node, index) => {
    if (node.status === 'idle') idle.push(index);
  });
  return idle;
}

function skips(state: ExecutionState): readonly Command[] {
  return idleNodes(state)
    .filter((node) => isEndedByJoin(state, node) || isUnreached(state, node))
    .map((node) => ({ type: 'skipNode', ...firstAttempt(state, node) }));
}

function isUnreached(state: ExecutionState, node: number): boolean {
  if (isHeaderOfLaterIteration(state, node)) return false;
  const { incoming } = nodeAt(state, node);
  return incoming.length > 0 && incoming.every((edge) => visibleStatus(state, edge) === 'skipped');
}

function iterations(state: ExecutionState): readonly Command[] {
  return state.regions.flatMap((region, index) => {
    if (region.finished || !isQuiet(state, index) || !goesOn(state, index)) return [];
    const { header } = regionAt(state, index);
    const iteration = region.iteration + 1;
    const regions = state.regions.with(index, { ...region, iteration });
    const path = pathOf({ ...state, regions }, header);
    return [{ type: 'startIteration', nodeId: nodeAt(state, header).id, path, iteration }];
  });
}

function startsOf(state: ExecutionState): readonly Command[] {
  const again = interrupted(state);
  const ready = idleNodes(state).filter((node) => isReady(state, node));
  const first = ready[0];
  if (first !== undefined && state.steps >= state.plan.limits.maxSteps) return [firstStart(state, first)];
  const beyond = ready.find((node) => isBeyondBound(state, node));
  if (beyond !== undefined) return [firstStart(state, beyond)];
  const pure = ready.find((node) => plannedAt(state, node).pure);
  if (pure !== undefined) return [firstStart(state, pure)];
  const allowed = upToCancellingJoin(state, ready).slice(0, state.plan.limits.maxSteps - state.steps);
  return [...again, ...allowed.map((node) => firstStart(state, node))];
}

/** What is ready after a join that cancels others may be what it cancels. */
function upToCancellingJoin(state: ExecutionState, ready: readonly number[]): readonly number[] {
  const at = ready.findIndex((node) => state.plan.cancellingJoins.some(({ node: join }) => join === node));
  return at === -1 ? ready : ready.slice(0, at + 1);
}

/** Attempts that ended with their worker run again as the next attempt. */
function interrupted(state: ExecutionState): readonly Command[] {
  return [...state.open.values()]
    .filter((activation) => activation.status === 'superseded')
    .map(({ node, path, attempt }) => ({
      type: 'startNode',
      nodeId: nodeAt(state, node).id,
      path,
      attempt: attempt + 1,
    }));
}

function isReady(state: ExecutionState, node: number): boolean {
  const { incoming, join } = nodeAt(state, node);
  if (node === state.plan.topology.start && !isHeaderOfLaterIteration(state, node)) return true;
  if (isHeaderOfLaterIteration(state, node)) return true;
  const statuses = incoming.map((edge) => visibleStatus(state, edge));
  if (!statuses.includes('taken')) return false;
  return join === 'any' || !statuses.includes('pending');
}

function isHeaderOfLaterIteration(state: ExecutionState, node: number): boolean {
  const region = nodeAt(state, node).regions.at(-1);
  if (region === undefined || regionAt(state, region).header !== node) return false;
  return regionStateAt(state, region).iteration > 0;
}

/** A region without a loop header is bounded by the graph's own limit. */
function isBeyondBound(state: ExecutionState, node: number): boolean {
  const { regions, bodyPort } = nodeAt(state, node);
  const region = regions.at(-1);
  if (region === undefined || bodyPort !== null || regionAt(state, region).header !== node) return false;
  return regionStateAt(state, region).iteration >= state.plan.limits.maxIterations;
}

function firstStart(state: ExecutionState, node: number): Command {
  const at = firstAttempt(state, node);
  const { maxSteps, maxIterations } = state.plan.limits;
  if (state.steps >= maxSteps) {
    const message = `node "${at.nodeId}" would be step ${maxSteps + 1}: the limit is ${maxSteps} (limits.maxSteps)`;
    return { type: 'failNode', ...at, error: { code: 'limit/steps', message, retryable: false } };
  }
  if (isBeyondBound(state, node)) {
    const message = `the loop at node "${at.nodeId}" has run ${maxIterations} times, which is its limit (limits.maxIterations)`;
    return { type: 'failNode', ...at, error: { code: 'limit/iterations', message, retryable: false } };
  }
  return { type: 'startNode', ...at };
}

function firstAttempt(state: ExecutionState, node: number): NodeCommand {
  return { nodeId: nodeAt(state, node).id, path: pathOf(state, node), attempt: 1 };
}
