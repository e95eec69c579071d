import {
  type Command,
  conclude,
  createPlan,
  decide,
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
  evolve,
  initialState,
  isTerminal,
  type Outcome,
} from '../../src/engine/index.ts';
import { compileTopology } from '../../src/graph/index.ts';
import { err, ok } from '../../src/kernel/index.ts';
import type { ReferenceGraph, ReferenceNode, Script } from './reference/graph.ts';

/** What is compared with the reference interpreter. */
export interface SimulatedActivation {
  readonly status: 'completed' | 'failed' | 'skipped' | 'cancelled';
  readonly port: string | null;
  readonly attempts: number;
  readonly taken: readonly string[];
}

export interface Simulation {
  readonly state: ExecutionState;
  readonly events: readonly ExecutionEvent[];
  readonly activations: ReadonlyMap<string, SimulatedActivation>;
  readonly terminal:
    | { readonly status: 'completed' }
    | { readonly status: 'failed'; readonly code: string; readonly path: string };
}

interface World {
  state: ExecutionState;
  readonly events: ExecutionEvent[];
  readonly script: Script;
  readonly graph: ReferenceGraph;
}

export function planOf(graph: ReferenceGraph): ExecutionPlan {
  const nodes = graph.nodes.map((node) => ({
    id: node.id,
    type: kindOf(graph, node),
    join: node.join,
    cancelOthers: node.cancelOthers,
  }));
  const edges = graph.edges.map((edge) => ({
    id: edge.id,
    source: edge.source,
    sourcePort: edge.sourcePort,
    target: edge.target,
    ...(edge.conditional ? { condition: 'scripted' } : {}),
  }));
  return createPlan({
    topology: compileTopology({ nodes, edges }, (type) => ({
      isEntry: type === 'start',
      bodyPort: type === 'loop' ? 'body' : null,
    })),
    nodes: graph.nodes.map((node) => ({
      pure: false,
      allowNone: node.allowNone,
      retry: { maxAttempts: node.maxAttempts, backoffMs: 0, factor: 1, maxBackoffMs: 0, jitter: false },
    })),
    variables: {},
    limits: { maxSteps: graph.maxSteps, maxIterations: graph.maxIterations },
  });
}

function kindOf(graph: ReferenceGraph, node: ReferenceNode): string {
  if (node.id === graph.start) return 'start';
  return node.bodyPort === null ? 'plain' : 'loop';
}

/** Runs a graph to its end: one running activation at a time ends, chosen as the reference chooses. */
export function simulate(graph: ReferenceGraph, script: Script): Simulation {
  const world: World = { state: initialState(planOf(graph)), events: [], script, graph };
  append(world, [{ at: 0, type: 'ExecutionQueued', input: null, messages: [] }]);
  append(world, [{ at: 0, type: 'ExecutionStarted' }]);
  for (let step = 0; !isTerminal(world.state.status); step += 1) {
    performAll(world);
    if (isTerminal(world.state.status)) break;
    finishOne(world, step);
    if (step > 100_000) throw new Error('the simulation does not end');
  }
  return summary(world);
}

function append(world: World, events: readonly ExecutionEvent[]): void {
  for (const event of events) {
    world.events.push(event);
    world.state = evolve(world.state, event);
  }
}

function performAll(world: World): void {
  for (let commands = pending(world); commands.length > 0; commands = pending(world)) {
    for (const command of commands) append(world, eventsOf(world, command));
  }
}

function pending(world: World): readonly Command[] {
  return decide(world.state);
}

function eventsOf(world: World, command: Command): readonly ExecutionEvent[] {
  const at = 0;
  switch (command.type) {
    case 'startNode': {
      const { nodeId, path, attempt } = command;
      return [{ at, type: 'NodeStarted', nodeId, path, attempt }];
    }
    case 'skipNode': {
      const { nodeId, path, attempt } = command;
      return [{ at, type: 'NodeSkipped', nodeId, path, attempt }];
    }
    case 'cancelNode': {
      const { nodeId, path, attempt } = command;
      return [{ at, type: 'NodeCancelled', nodeId, path, attempt }];
    }
    case 'failNode':
      return concluded(world, command, { status: 'failed', error: command.error });
    case 'startIteration': {
      const { nodeId, path, iteration } = command;
      return [{ at, type: 'LoopIterationStarted', nodeId, path, iteration }];
    }
    case 'completeExecution':
      return [{ at, type: 'ExecutionCompleted', output: null }];
    case 'failExecution': {
      const { error, nodeId, path } = command;
      return [{ at, type: 'ExecutionFailed', error, nodeId, path }];
    }
    case 'cancelExecution':
      return [{ at, type: 'ExecutionCancelled' }];
  }
}

function concluded(
  world: World,
  { nodeId, path, attempt }: { nodeId: string; path: string; attempt: number },
  outcome: Outcome,
): readonly ExecutionEvent[] {
  return conclude(world.state, { nodeId, path, attempt }, outcome, {
    at: 0,
    random: 0,
    evaluate(edge) {
      const verdict = world.script.condition(edge.id, path);
      if (verdict !== 'throws') return ok(verdict);
      return err({
        code: 'expression/failed',
        message: `the condition of ${edge.id} throws`,
        retryable: false,
      });
    },
  });
}

function finishOne(world: World, step: number): void {
  const open = [...world.state.open.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const activation = open[world.script.choose(open.length, step)];
  if (!activation) throw new Error('nothing is running and nothing can be done: the execution hangs');
  const nodeId = world.graph.nodes[activation.node]?.id ?? '';
  const { path, attempt } = activation;
  const scripted = world.script.outcome(path, attempt);
  const outcome: Outcome =
    scripted.status === 'completed'
      ? { status: 'completed', port: scripted.port, output: null }
      : {
          status: 'failed',
          error: { code: 'node/failed', message: 'scripted', retryable: scripted.retryable },
        };
  const events = concluded(world, { nodeId, path, attempt }, outcome);
  append(world, events);
  if (events.at(-1)?.type === 'NodeRetryScheduled') {
    append(world, [{ at: 0, type: 'NodeStarted', nodeId, path, attempt: attempt + 1 }]);
  }
}

function summary({ state, events }: World): Simulation {
  const activations = new Map<string, SimulatedActivation>();
  for (const event of events) {
    const activation = closedBy(state, event);
    if (activation && 'path' in event && event.path) activations.set(event.path, activation);
  }
  const last = events.at(-1);
  const terminal =
    last?.type === 'ExecutionFailed'
      ? { status: 'failed' as const, code: last.error.code, path: last.path ?? '' }
      : { status: 'completed' as const };
  return { state, events, activations, terminal };
}

function closedBy(state: ExecutionState, event: ExecutionEvent): SimulatedActivation | null {
  switch (event.type) {
    case 'NodeCompleted': {
      const taken = event.edges ?? portEdges(state, event.nodeId, event.port);
      return { status: 'completed', port: event.port, attempts: event.attempt, taken };
    }
    case 'NodeFailed':
      if (event.retrying || event.error.code === 'limit/steps') return null;
      return {
        status: 'failed',
        port: event.edges.length > 0 ? 'error' : null,
        attempts: event.error.code === 'limit/iterations' ? 0 : event.attempt,
        taken: event.edges,
      };
    case 'NodeSkipped':
      return { status: 'skipped', port: null, attempts: 0, taken: [] };
    case 'NodeCancelled':
      return { status: 'cancelled', port: null, attempts: event.attempt, taken: [] };
    default:
      return null;
  }
}

function portEdges(state: ExecutionState, nodeId: string, port: string): readonly string[] {
  const { nodes, edges, indexOf } = state.plan.topology;
  const outgoing = nodes[indexOf.get(nodeId) ?? -1]?.outgoing ?? [];
  return outgoing.flatMap((index) => (edges[index]?.sourcePort === port ? [edges[index].id] : []));
}
