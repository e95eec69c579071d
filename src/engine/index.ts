export type { Command, Control } from './command.ts';
export { type Conclusion, conclude, type Outcome } from './conclude.ts';
export { decide } from './decide.ts';
export type {
  EventOf,
  ExecutionEvent,
  ExecutionEventType,
  NodeError,
  NodeFact,
  NodeResult,
  Usage,
} from './events.ts';
export { evolve } from './evolve.ts';
export { indexOfNode, nodeAt, nodeStateAt, regionAt, regionStateAt } from './lookup.ts';
export { createPlan, type ExecutionPlan, type PlannedNode } from './plan.ts';
export { restoreState, snapshotOf, stateVersion } from './snapshot.ts';
export {
  type ExecutionState,
  type ExecutionStatus,
  initialState,
  isTerminal,
  type OpenActivation,
} from './state.ts';
export { addUsage, noUsage } from './usage.ts';
export { applyVariableOperation, type VariableOperation } from './variables.ts';
