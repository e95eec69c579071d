export { type Conclusion, conclude, type Outcome } from './conclude.ts';
export { type Command, type Control, decide } from './decide.ts';
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
export { createPlan, type ExecutionPlan, type PlannedNode } from './plan.ts';
export {
  type ExecutionState,
  type ExecutionStatus,
  initialState,
  isTerminal,
  type OpenActivation,
} from './state.ts';
export { applyVariableOperation, type VariableOperation } from './variables.ts';
