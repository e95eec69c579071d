export {
  compileExpression,
  type Expression,
  type ExpressionValues,
} from './compile-expression.ts';
export { dataType } from './data-type.ts';
export { typeFromJsonSchema, typeFromValue } from './declared-type.ts';
export {
  describeType,
  type ExpressionType,
  itemOfList,
  type ListType,
  type MapType,
  type RecordType,
  type Scope,
} from './expression-type.ts';
export { failureType } from './failure-type.ts';
export type { ExpressionFailure, ExpressionIssue } from './issue.ts';
export { convertLegacyCondition, type LegacyCondition } from './legacy/convert-legacy-condition.ts';
export type { LegacyConditionIssue } from './legacy/legacy-atom.ts';
export type { LegacyNames } from './legacy/legacy-names.ts';
export { expressionLimits } from './limits.ts';
export { messageType } from './message-type.ts';
export { nearestName } from './nearest-name.ts';
export { compileTemplate, type Template } from './template.ts';
export { unifyAll } from './type-relations.ts';
export { outermostType } from './type-size.ts';
