import {
  type ExecutionEvent,
  type ExecutionState,
  evolve,
  initialState,
  nodeStateAt,
} from '../../src/engine/index.ts';
import type { Json } from '../../src/kernel/index.ts';
import { builtInKinds, compileWorkflow, createRegistry } from '../../src/nodes/index.ts';
import { logLinesOf, StepFold } from '../../src/tracker/index.ts';
import { graphOf } from '../nodes/run-node.ts';

/** An execution as it was kept at some time: the graph that it was bound to, and its log. */
export interface GoldenLog {
  readonly graph: object;
  readonly events: readonly ExecutionEvent[];
  /** What was made of it then. */
  readonly outcome: Json;
}

export function planOf({ graph }: GoldenLog) {
  const compiled = compileWorkflow(graphOf(graph as never), createRegistry(builtInKinds));
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join('\n'));
  return compiled.value.plan;
}

/** The state after each event. */
export function statesOf(log: GoldenLog): readonly ExecutionState[] {
  const states = [initialState(planOf(log))];
  for (const event of log.events) states.push(evolve(states.at(-1) ?? initialState(planOf(log)), event));
  return states.slice(1);
}

/** What people see of a log: nothing that an ended execution is asked for may ever change. */
export function outcomeOf(log: GoldenLog): Json {
  const state = statesOf(log).at(-1);
  if (!state) throw new Error('the log is empty');
  const steps = new StepFold();
  for (const event of log.events) steps.add(event);
  const numbered = log.events.map((event, index) => ({ sequence: index + 1, event }));
  const { status, output, usage, variables, messages, failure, steps: count, plan } = state;
  const nodes = plan.topology.nodes.map(({ id, index }) => {
    const { status: how, port, output: value } = nodeStateAt(state, index);
    return [id, { status: how, port, output: value }];
  });
  const outcome = {
    state: { status, output, usage, variables, messages, failure, steps: count },
    nodes: Object.fromEntries(nodes),
    steps: steps.all,
    log: logLinesOf(numbered).map(({ level, path }) => [level, path]),
  };
  return JSON.parse(JSON.stringify(outcome));
}
