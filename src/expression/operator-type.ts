import {
  type ExpressionType,
  isListType,
  isMapType,
  isNumericType,
  isRecordType,
} from './expression-type.ts';
import { unifyTypes } from './type-relations.ts';

/** The type of `left operator right`, or undefined if the operator has no meaning for these types. */
export function binaryOperatorType(
  operator: string,
  left: ExpressionType,
  right: ExpressionType,
): ExpressionType | undefined {
  switch (operator) {
    case '==':
    case '!=':
      return isComparable(left, right) ? 'bool' : undefined;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isOrdered(left) && isOrdered(right) && isComparable(left, right) ? 'bool' : undefined;
    case 'in':
      return isMembershipTest(left, right) ? 'bool' : undefined;
    case '&&':
    case '||':
      return isCondition(left) && isCondition(right) ? 'bool' : undefined;
    case '+':
      return arithmeticType(left, right) ?? timeType(operator, left, right) ?? concatenationType(left, right);
    case '-':
      return arithmeticType(left, right) ?? timeType(operator, left, right);
    default:
      return arithmeticType(left, right);
  }
}

/** Whether the type can be a condition. */
export function isCondition(type: ExpressionType): boolean {
  return type === 'bool' || type === 'dyn';
}

/** Null compares with everything: that is how an absent value is told from a present one. */
function isComparable(left: ExpressionType, right: ExpressionType): boolean {
  if (left === 'dyn' || right === 'dyn' || left === 'null' || right === 'null' || left === right) return true;
  if (isNumericType(left) || isNumericType(right)) return isNumericType(left) && isNumericType(right);
  if (isListType(left)) return isListType(right) && isComparable(left.list, right.list);
  return isObject(left) && isObject(right);
}

function isOrdered(type: ExpressionType): boolean {
  return isNumericType(type) || ['bool', 'dyn', 'duration', 'string', 'timestamp'].includes(describe(type));
}

function describe(type: ExpressionType): string {
  return typeof type === 'string' ? type : 'object';
}

function isObject(type: ExpressionType): boolean {
  return isMapType(type) || isRecordType(type);
}

function isMembershipTest(item: ExpressionType, whole: ExpressionType): boolean {
  if (isListType(whole)) return isComparable(item, whole.list);
  return whole === 'dyn' || (isObject(whole) && (item === 'string' || item === 'dyn'));
}

function arithmeticType(left: ExpressionType, right: ExpressionType): ExpressionType | undefined {
  if (isNumericType(left) && isNumericType(right)) return left === right ? left : 'number';
  const dynamic = left === 'dyn' || right === 'dyn';
  return dynamic && isUnknownOr(left, isNumericType) && isUnknownOr(right, isNumericType) ? 'dyn' : undefined;
}

function isUnknownOr(type: ExpressionType, test: (type: ExpressionType) => boolean): boolean {
  return type === 'dyn' || test(type);
}

function timeType(
  operator: '+' | '-',
  left: ExpressionType,
  right: ExpressionType,
): ExpressionType | undefined {
  const isTime = (type: ExpressionType) => type === 'timestamp' || type === 'duration';
  if (!(isTime(left) || isTime(right)) || !(isUnknownOr(left, isTime) && isUnknownOr(right, isTime))) {
    return undefined;
  }
  if (left === 'dyn' || right === 'dyn') return 'dyn';
  if (left === right) return operator === '+' && left === 'timestamp' ? undefined : 'duration';
  return operator === '-' && left === 'duration' ? undefined : 'timestamp';
}

function concatenationType(left: ExpressionType, right: ExpressionType): ExpressionType | undefined {
  if (left === 'dyn' || right === 'dyn') {
    const known = left === 'dyn' ? right : left;
    if (isListType(known)) return { list: 'dyn' };
    return known === 'string' || known === 'bytes' ? known : undefined;
  }
  if (left === right && (left === 'string' || left === 'bytes')) return left;
  return isListType(left) && isListType(right) ? { list: unifyTypes(left.list, right.list) } : undefined;
}
