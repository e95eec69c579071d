export { type Conclusion, conclude, type Outcome } from './conclude.ts';
export { decide } from './decide.ts';
export type { Control, Decision, Expired } from './decision.ts';
export type {
  EventOf,
  ExecutionEvent,
  ExecutionEventType,
  NodeError,
  NodeFact,
  NodeResult,
  ScopeInput,
  Usage,
} from './events.ts';
export { evolve } from './evolve.ts';
export { indexOfNode, nodeAt, nodeIdOf, nodeStateAt, regionAt, regionStateAt } from './lookup.ts';
export {
  createPlan,
  type ExecutionPlan,
  type NestedPlan,
  type PlannedNode,
  tightenedPlan,
} from './plan.ts';
export { resultsIn } from './result-tree.ts';
export { isEnding, itemOf, openActivations, scopeAt, visibleOuter } from './scopes.ts';
export { restoreState, snapshotOf, stateVersion } from './snapshot.ts';
export {
  activeTime,
  type ExecutionState,
  type ExecutionStatus,
  initialState,
  isTerminal,
  type OpenActivation,
  type ScopeResult,
} from './state.ts';
export { addUsage, noUsage } from './usage.ts';
export { applyVariableOperation, type VariableOperation } from './variables.ts';
