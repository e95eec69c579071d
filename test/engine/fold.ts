import {
  type EventOf,
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
  evolve,
  initialState,
  type NodeFact,
  type NodeResult,
} from '../../src/engine/index.ts';

const at = 0;

export function running(plan: ExecutionPlan, ...events: readonly ExecutionEvent[]): ExecutionState {
  return fold(
    initialState(plan),
    { at, type: 'ExecutionQueued', input: null, messages: [] },
    { at, type: 'ExecutionStarted' },
    ...events,
  );
}

export function fold(state: ExecutionState, ...events: readonly ExecutionEvent[]): ExecutionState {
  return events.reduce(evolve, state);
}

/** The attempt of the activation at `path`. */
export function factOf(path: string, attempt = 1): NodeFact {
  return { nodeId: path.slice(path.lastIndexOf('/') + 1), path, attempt };
}

/** A pure activation: it begins and ends in one instant. */
export function done(
  path: string,
  result: Partial<NodeResult & EventOf<'NodeCompleted'>> = {},
): ExecutionEvent {
  return { at, type: 'NodeCompleted', ...factOf(path), port: 'out', output: path, ...result };
}

export function begun(path: string, attempt = 1): ExecutionEvent {
  return { at, type: 'NodeStarted', ...factOf(path, attempt) };
}

export function superseded(path: string, attempt = 1): ExecutionEvent {
  return { at, type: 'NodeSuperseded', ...factOf(path, attempt) };
}

export function iteration(path: string): ExecutionEvent {
  const number = Number(/\[(\d+)\]\/\w+$/.exec(path)?.[1]);
  return { at, type: 'LoopIterationStarted', nodeId: factOf(path).nodeId, path, iteration: number };
}
