import {
  conclude,
  type Decision,
  decide,
  type ExecutionEvent,
  type ExecutionState,
  evolve,
  indexOfNode,
  initialState,
  type NodeFact,
  nodeAt,
  nodeStateAt,
  regionAt,
  regionStateAt,
} from '../../src/engine/index.ts';
import type { ExpressionValues } from '../../src/expression/index.ts';
import type { WorkflowGraph } from '../../src/graph/index.ts';
import { err, type Json, ok } from '../../src/kernel/index.ts';
import { type CompiledWorkflow, compileWorkflow } from '../../src/nodes/index.ts';
import { activation, registry } from './run-node.ts';

export interface PureRun {
  readonly state: ExecutionState;
  /** Paths and ports of what completed, in order. */
  readonly visits: readonly string[];
}

/** Runs a graph of pure nodes to its end, as the runtime does, without a log. */
export function runPure(graph: WorkflowGraph, input: Json = {}): PureRun {
  const compiled = compileWorkflow(graph, registry);
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join('\n'));
  const workflow = compiled.value;
  const visits: string[] = [];
  let state = evolve(initialState(workflow.plan), { at: 0, type: 'ExecutionQueued', input, messages: [] });
  state = evolve(state, { at: 0, type: 'ExecutionStarted' });
  for (let round = 0; round < 10_000 && state.status === 'running'; round += 1) {
    for (const decision of decide(state)) {
      for (const event of perform(workflow, state, decision)) {
        state = evolve(state, event);
        if (event.type === 'NodeCompleted') visits.push(`${event.path}.${event.port}`);
      }
    }
  }
  return { state, visits };
}

function perform(
  workflow: CompiledWorkflow,
  state: ExecutionState,
  decision: Decision,
): readonly ExecutionEvent[] {
  switch (decision.type) {
    case 'startNode':
      return visit(workflow, state, decision);
    case 'skipNode':
      return [{ ...decision, at: 0, type: 'NodeSkipped' }];
    case 'startIteration':
      return [{ ...decision, at: 0, type: 'LoopIterationStarted' }];
    case 'completeExecution':
      return [{ at: 0, type: 'ExecutionCompleted', output: null }];
    case 'failExecution':
      return [{ ...decision, at: 0, type: 'ExecutionFailed' }];
    default:
      throw new Error(`unexpected: ${decision.type}`);
  }
}

function visit(
  { behaviours, conditions }: CompiledWorkflow,
  state: ExecutionState,
  { nodeId, path, attempt }: NodeFact,
): readonly ExecutionEvent[] {
  const node = indexOfNode(state, nodeId);
  const behaviour = behaviours[node];
  if (!behaviour?.pure || 'open' in behaviour) throw new Error(`node "${nodeId}" is not pure`);
  const values = valuesOf(state);
  const region = nodeAt(state, node).regions.at(-1);
  const isHeader = region !== undefined && regionAt(state, region).header === node;
  const iteration = isHeader ? regionStateAt(state, region).iteration : 0;
  const outcome = behaviour.run(activation({ nodeId, path, attempt, iteration, values }));
  return conclude(state, { nodeId, path, attempt }, outcome, {
    at: 0,
    random: 0,
    evaluate: (edge, after) => {
      const result = conditions.get(edge.id)?.evaluate(valuesOf(after)) ?? ok(true);
      return result.ok ? ok(result.value === true) : err({ ...result.error, retryable: false });
    },
  });
}

function valuesOf(state: ExecutionState): ExpressionValues {
  const { topology } = state.plan;
  const nodes = topology.nodes.map(({ id, index }) => [id, { output: nodeStateAt(state, index).output }]);
  const loop = topology.regions.map(({ header }, index) => {
    const { iteration, previous, exhausted } = regionStateAt(state, index);
    return [nodeAt(state, header).id, { index: iteration, previous, exhausted }];
  });
  return {
    input: state.input,
    vars: state.variables,
    nodes: Object.fromEntries(nodes),
    loop: Object.fromEntries(loop),
  };
}
