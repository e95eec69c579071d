/**
 * What to do next. Owns the order of things: ending before skipping and iterating, those before starting. It changes
 * nothing and performs nothing: its caller performs the commands, appends what came of them, and asks again.
 *
 * D1  Total: any state gives a list; a terminal or queued one gives an empty list.
 * D2  The commands of one decision may be performed in any order, and a cancellation at any later time.
 * D3  A command is repeated by each decision until an event obeys it or the execution begins to end.
 * D4  Skips and iterations come before starts. What may fail at once (a pure node, one that a limit refuses) starts
 *     alone, and nothing starts after a join that might cancel it.
 * D5  While the execution ends nothing starts; the terminal command comes when nothing is open.
 * D6  If nothing is open and nothing can be done, the execution is complete: no state is stuck.
 * D7  The cost depends on the size of the graph, never on how much has happened.
 */
import { isCancellingJoin, isEndedByJoin } from './cancelling-joins.ts';
import type { Command, Control, NodeCommand } from './command.ts';
import { refusalOf } from './limits.ts';
import { nodeAt, pathOf, plannedAt, regionAt } from './lookup.ts';
import { isIdle, isPassedOver, isReady } from './readiness.ts';
import { goesOn, isQuiet } from './regions.ts';
import { type ExecutionState, isTerminal, type OpenActivation } from './state.ts';

const run: Control = { type: 'run' };

/** `control` is what was asked from outside; left out, the execution goes on. */
export function decide(state: ExecutionState, control: Control = run): readonly Command[] {
  if (isTerminal(state.status) || state.status === 'queued') return [];
  const ending = endingOf(state, control);
  if (ending) return state.open.size === 0 ? [ending] : cancels(state, () => true);
  const cancelled = cancels(state, ({ node }) => isEndedByJoin(state, node));
  for (const rule of rules) {
    const commands = rule(state);
    if (commands.length > 0) return cancelled.length === 0 ? commands : [...cancelled, ...commands];
  }
  return state.open.size === 0 ? [{ type: 'completeExecution' }] : cancelled;
}

function endingOf(state: ExecutionState, control: Control): Command | null {
  if (state.failure) return { type: 'failExecution', ...state.failure };
  if (control.type === 'cancel') return { type: 'cancelExecution' };
  if (control.type === 'fail') {
    return { type: 'failExecution', error: control.error, nodeId: null, path: null };
  }
  return state.terminating ? { type: 'completeExecution' } : null;
}

function cancels(
  state: ExecutionState,
  isToEnd: (activation: OpenActivation) => boolean,
): readonly Command[] {
  const commands: Command[] = [];
  for (const activation of state.open.values()) {
    if (isToEnd(activation)) commands.push({ type: 'cancelNode', ...openAttempt(state, activation) });
  }
  return commands;
}

/** In D4's order: the first that has something to do is obeyed. */
const rules = [skips, iterations, restarts, starts] as const;

function skips(state: ExecutionState): readonly Command[] {
  const commands: Command[] = [];
  for (let node = 0; node < state.nodes.length; node += 1) {
    if (!isIdle(state, node) || !isPassedOver(state, node)) continue;
    commands.push({ type: 'skipNode', ...firstAttempt(state, node) });
  }
  return commands;
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

/** Attempts that ended with their worker run again as the next attempt. */
function restarts(state: ExecutionState): readonly Command[] {
  const commands: Command[] = [];
  for (const activation of state.open.values()) {
    const { node, status } = activation;
    if (status !== 'superseded' || isEndedByJoin(state, node)) continue;
    const { attempt, ...command } = openAttempt(state, activation);
    commands.push({ type: 'startNode', ...command, attempt: attempt + 1 });
  }
  return commands;
}

/** In declaration order, as far as D4 lets them begin together. */
function starts(state: ExecutionState): readonly Command[] {
  const together: Command[] = [];
  for (let node = 0; node < state.nodes.length; node += 1) {
    if (!isIdle(state, node) || !isReady(state, node)) continue;
    const error = refusalOf(state, node, together.length);
    if (error || plannedAt(state, node).pure) {
      if (together.length > 0) return together;
      const first = firstAttempt(state, node);
      return [error ? { type: 'failNode', ...first, error } : { type: 'startNode', ...first }];
    }
    together.push({ type: 'startNode', ...firstAttempt(state, node) });
    if (isCancellingJoin(state, node)) return together;
  }
  return together;
}

function firstAttempt(state: ExecutionState, node: number): NodeCommand {
  return { nodeId: nodeAt(state, node).id, path: pathOf(state, node), attempt: 1 };
}

function openAttempt(state: ExecutionState, { node, path, attempt }: OpenActivation): NodeCommand {
  return { nodeId: nodeAt(state, node).id, path, attempt };
}
