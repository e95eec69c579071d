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
import { assertNever } from '../kernel/index.ts';
import { cancelled, completed, failed, reopened, skipped, started } from './activations.ts';
import type { ExecutionEvent } from './events.ts';
import { iterated } from './iterate.ts';
import type { ExecutionPlan } from './plan.ts';
import { changedAt, scopeEnded, scopeStarted } from './scopes.ts';
import { activeTime, type ExecutionState, isTerminal } from './state.ts';
import { addUsage, knownTokens, settlement } from './usage.ts';

export function evolve(state: ExecutionState, event: ExecutionEvent): ExecutionState {
  const counted = { ...state, sequence: state.sequence + 1 };
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
      return completed(state, event);
    case 'NodeFailed':
      return failed(state, event);
    case 'NodeCancelled':
      return cancelled(state, event);
    case 'NodeSkipped':
      return skipped(state, event);
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
      return state.firstTextAt === null ? { ...state, firstTextAt: event.at } : state;
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
        knownTokens: state.knownTokens + knownTokens(event.usage),
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
