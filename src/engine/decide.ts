/**
 * What to do next. Owns the order of things: ending before skipping, that before starting, and all of it before going
 * round again. It changes nothing and performs nothing: its caller carries the decisions out, appends what came of
 * them, and asks again.
 *
 * D1  Total: any state gives a list; a terminal or queued one gives an empty list.
 * D2  Decisions that are made together may be carried out in any order, and a cancellation at any later time.
 * D3  A decision is made again each time until an event carries it out or the execution begins to end.
 * D4  In a scope, skips come before starts, and iterations after them: whatever stands beside a long loop of pure nodes
 *     gets on with each of its turns. What may fail at once (a pure node, one that a limit refuses, one that its scopes
 *     have left) comes alone but for cancellations, as does the failure of a scope, and nothing starts after a join
 *     that might cancel it.
 * D5  While the execution ends nothing starts; the terminal decision comes when nothing is open.
 * D6  If nothing is open and nothing can be done, the execution is complete: no state is stuck.
 * D7  The cost depends on the size of the graph and of the scopes that are under way, never on how much has happened.
 * D8  A node that runs scopes ends once nothing in them is open; what it runs ends before it.
 */
import { isCancellingJoin, isEndedByJoin } from './cancelling-joins.ts';
import type { Control, Decision, Expired, NodeDecision } from './decision.ts';
import type { NodeError } from './events.ts';
import { refusalOf } from './limits.ts';
import { nodeAt, pathOf, plannedAt, regionAt } from './lookup.ts';
import { isIdle, isPassedOver, isReady } from './readiness.ts';
import { goesOn, isQuiet } from './regions.ts';
import { nestedPlanAt, scopePath, scopesOf } from './scopes.ts';
import { type ExecutionState, isTerminal, type OpenActivation } from './state.ts';

const run: Control = { type: 'run' };

/** `control` is what was asked from outside; left out, the execution goes on. */
export function decide(state: ExecutionState, control: Control = run): readonly Decision[] {
  if (isTerminal(state.status) || state.status === 'queued') return [];
  const ending = endingOf(state, control);
  if (ending) return state.open.size === 0 ? [ending] : cancels(state);
  const proposals = proposalsOf(state, {
    expired: control.type === 'run' ? control.expired : undefined,
    starting: 0,
  });
  const decisions = decisionsOf(proposals);
  return decisions.length === 0 && state.open.size === 0 ? [{ type: 'completeExecution' }] : decisions;
}

/** What one scope proposes. `isAlone`: it may change what else may be done, but for what is to be cancelled. */
interface Proposal {
  readonly cancels: readonly Decision[];
  readonly decisions: readonly Decision[];
  readonly isAlone: boolean;
}

/** One look at all scopes. `starting`: how many activations begin by it. */
interface Look {
  readonly expired: Expired | undefined;
  starting: number;
}

const none: readonly Decision[] = [];
const together = (decisions: readonly Decision[]): Proposal => ({ cancels: none, decisions, isAlone: false });
const alone = (decision: Decision): Proposal => ({ cancels: none, decisions: [decision], isAlone: true });
const cancelling = (cancels: readonly Decision[]): Proposal => ({ cancels, decisions: none, isAlone: false });

function decisionsOf(proposals: readonly Proposal[]): readonly Decision[] {
  const [first] = proposals;
  if (proposals.length === 1 && first?.cancels.length === 0) return first.decisions;
  const lone = proposals.find(({ isAlone }) => isAlone);
  const decisions = lone?.decisions ?? proposals.flatMap((proposal) => proposal.decisions);
  return [...proposals.flatMap(({ cancels }) => cancels), ...decisions];
}

/** What can be done in the scope, and in those inside it. */
function proposalsOf(state: ExecutionState, look: Look): readonly Proposal[] {
  const proposals = [ownProposal(state, look)];
  for (const activation of state.open.values()) {
    if (activation.nested === null || isEndedByJoin(state, activation.node)) continue;
    proposals.push(...proposalsInside(state, activation, look));
  }
  return proposals;
}

function ownProposal(state: ExecutionState, look: Look): Proposal {
  const cancelled = cancels(state, ({ node }) => isEndedByJoin(state, node));
  for (const rule of rules) {
    const proposal = rule(state, look);
    if (proposal.decisions.length === 0) continue;
    return cancelled.length === 0 ? proposal : { ...proposal, cancels: cancelled };
  }
  return cancelling(cancelled);
}

/** Of an activation that runs scopes: it begins the next one, goes on in those under way, or ends. */
function proposalsInside(state: ExecutionState, activation: OpenActivation, look: Look): readonly Proposal[] {
  const { nested } = activation;
  if (nested === null) return [];
  const scopes = scopesOf(state, activation);
  const error = look.expired?.get(activation.path) ?? null;
  const failing = error ?? nested.failure;
  const fact = openAttempt(state, activation);
  if (failing !== null || nested.ended === nested.inputs.length) {
    const left = scopes.flatMap((scope) => cancels(scope));
    if (left.length > 0) return [cancelling(left)];
    return [alone(error === null ? { type: 'closeNode', ...fact } : { type: 'failNode', ...fact, error })];
  }
  const { concurrency } = nestedPlanAt(state, activation.node);
  if (scopes.length < concurrency && nested.begun < nested.inputs.length) {
    const path = scopePath(state, activation, nested.begun);
    return [together([{ type: 'startScope', nodeId: fact.nodeId, path }])];
  }
  return scopes.flatMap((scope) => proposalsOfScope(scope, fact.nodeId, look));
}

function proposalsOfScope(scope: ExecutionState, nodeId: string, look: Look): readonly Proposal[] {
  const path = scope.prefix.slice(0, -1);
  if (scope.failure || scope.terminating) {
    if (scope.open.size > 0) return [cancelling(cancels(scope))];
    if (!scope.failure) return [together([{ type: 'completeScope', nodeId, path }])];
    return [alone({ type: 'failScope', nodeId, path, error: errorOf(scope.failure) })];
  }
  const proposals = proposalsOf(scope, look).filter(
    ({ cancels, decisions }) => cancels.length + decisions.length > 0,
  );
  if (proposals.length > 0 || scope.open.size > 0) return proposals;
  return [together([{ type: 'completeScope', nodeId, path }])];
}

/** The failure as the scope's node has it: it says where it was. */
function errorOf({ error, path }: NonNullable<ExecutionState['failure']>): NodeError {
  return { ...error, details: { path, ...error.details } };
}

function endingOf(state: ExecutionState, control: Control): Decision | null {
  if (state.failure) return { type: 'failExecution', ...state.failure };
  if (control.type === 'cancel') return { type: 'cancelExecution' };
  if (control.type === 'fail') {
    return { type: 'failExecution', error: control.error, nodeId: null, path: null };
  }
  return state.terminating ? { type: 'completeExecution' } : null;
}

/** What runs scopes is cancelled when nothing in them is open any more. */
function cancels(
  state: ExecutionState,
  isToEnd: (activation: OpenActivation) => boolean = () => true,
): readonly Decision[] {
  const decisions: Decision[] = [];
  for (const activation of state.open.values()) {
    if (!isToEnd(activation)) continue;
    const inside = activation.nested ? scopesOf(state, activation).flatMap((scope) => cancels(scope)) : [];
    if (inside.length > 0) decisions.push(...inside);
    else decisions.push({ type: 'cancelNode', ...openAttempt(state, activation) });
  }
  return decisions;
}

/** In D4's order: the first that has something to do is obeyed. */
const rules = [skips, restarts, starts, iterations] as const;

function skips(state: ExecutionState): Proposal {
  const decisions: Decision[] = [];
  for (let node = 0; node < state.nodes.length; node += 1) {
    if (!isIdle(state, node) || !isPassedOver(state, node)) continue;
    decisions.push({ type: 'skipNode', ...firstAttempt(state, node) });
  }
  return together(decisions);
}

function iterations(state: ExecutionState): Proposal {
  const decisions: Decision[] = [];
  state.regions.forEach((region, index) => {
    if (region.finished || !isQuiet(state, index) || !goesOn(state, index)) return;
    const { header } = regionAt(state, index);
    const iteration = region.iteration + 1;
    const regions = state.regions.with(index, { ...region, iteration });
    const path = pathOf({ ...state, regions }, header);
    decisions.push({ type: 'startIteration', nodeId: nodeAt(state, header).id, path, iteration });
  });
  return together(decisions);
}

/** Attempts that ended with their worker run again as the next attempt. */
function restarts(state: ExecutionState): Proposal {
  const decisions: Decision[] = [];
  for (const activation of state.open.values()) {
    const { node, status } = activation;
    if (status !== 'superseded' || isEndedByJoin(state, node)) continue;
    const { attempt, ...decision } = openAttempt(state, activation);
    decisions.push({ type: 'startNode', ...decision, attempt: attempt + 1 });
  }
  return together(decisions);
}

/** In declaration order, as far as D4 lets them begin together. */
function starts(state: ExecutionState, look: Look): Proposal {
  const decisions: Decision[] = [];
  for (let node = 0; node < state.nodes.length; node += 1) {
    if (!isIdle(state, node) || !isReady(state, node)) continue;
    const error = refusalOf(state, node, look.starting);
    if (error || plannedAt(state, node).pure) {
      if (decisions.length > 0) break;
      const first = firstAttempt(state, node);
      return alone(error ? { type: 'failNode', ...first, error } : { type: 'startNode', ...first });
    }
    decisions.push({ type: 'startNode', ...firstAttempt(state, node) });
    look.starting += 1;
    if (isCancellingJoin(state, node)) break;
  }
  return together(decisions);
}

function firstAttempt(state: ExecutionState, node: number): NodeDecision {
  return { nodeId: nodeAt(state, node).id, path: pathOf(state, node), attempt: state.attemptBase + 1 };
}

function openAttempt(state: ExecutionState, { node, path, attempt }: OpenActivation): NodeDecision {
  return { nodeId: nodeAt(state, node).id, path, attempt };
}
