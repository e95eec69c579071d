import type { ASTNode } from '@marcbachmann/cel-js';
import {
  describeType,
  type ExpressionType,
  isMapType,
  isNumericType,
  isRecordType,
  itemOfList,
} from './expression-type.ts';
import { inferFunctionCall, inferMethodCall } from './infer-call.ts';
import { inferFieldAccess, inferIndexAccess, inferName } from './infer-path.ts';
import { isLiteral, mayBeLong } from './long-value.ts';
import { binaryOperatorType, isCondition } from './operator-type.ts';
import { report, type TypeContext } from './type-context.ts';
import { isAssignable, unifyAll, unifyTypes } from './type-relations.ts';

/**
 * The type of an expression in its scope, with what is wrong noted in `context.findings`.
 *
 * cel-js has a type-checker too, but its objects with known fields are wrapped at run time (they are no maps any
 * more: `in`, `size` and macros refuse them), and its numbers are either ints or doubles. So the names and the
 * types of the data are checked here, for cel-js all data are `dyn`, and its own checker finds what is wrong
 * between literals.
 */
export function inferType(node: ASTNode, context: TypeContext): ExpressionType {
  switch (node.op) {
    case 'value':
      return literalType(node.args);
    case 'id':
      return inferName(node, context);
    case '.':
    case '.?':
      return inferFieldAccess(node, context);
    case '[]':
    case '[?]':
      return inferIndexAccess(node, context);
    case 'call':
      return inferFunctionCall(node, context);
    case 'rcall':
      return inferMethodCall(node, context);
    case 'list':
      return { list: unifyAll(node.args.map((item) => inferType(item, context))) };
    case 'map':
      return inferMap(node.args, context);
    case '?:':
      return inferChoice(node.args, context);
    case '!_':
    case '-_':
      return inferUnary(node, node.args, context);
    default:
      return inferBinary(node, node.args, context);
  }
}

function literalType(value: unknown): ExpressionType {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'number';
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    default:
      return value instanceof Uint8Array ? 'bytes' : 'uint';
  }
}

/** Keys that cel-js silently leaves out of map literals. */
const lostKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function inferMap(entries: readonly (readonly [ASTNode, ASTNode])[], context: TypeContext): ExpressionType {
  for (const [key] of entries) {
    inferType(key, context);
    if (key.op === 'value' && typeof key.args === 'string' && lostKeys.has(key.args)) {
      report(context, {
        offset: key.range.start,
        message: `A map literal cannot have the key "${key.args}".`,
      });
    }
  }
  const fields = entries.map(([key, value]) => [key, inferType(value, context)] as const);
  if (fields.some(([key]) => key.op !== 'value' || typeof key.args !== 'string')) return 'dyn';
  return { fields: Object.fromEntries(fields.map(([key, type]) => [String(key.args), type])) };
}

function inferChoice(
  [condition, yes, no]: [ASTNode, ASTNode, ASTNode],
  context: TypeContext,
): ExpressionType {
  const type = inferType(condition, context);
  const branches = unifyTypes(inferType(yes, context), inferType(no, context));
  if (isCondition(type)) return branches;
  const message = `The condition before "?" must be bool, but it is ${describeType(type)}.`;
  return report(context, { offset: condition.range.start, message });
}

function inferUnary(node: ASTNode, operand: ASTNode, context: TypeContext): ExpressionType {
  const type = inferType(operand, context);
  if (node.op === '!_' ? isAssignable(type, 'bool') : type === 'dyn' || isNumericType(type)) {
    return node.op === '!_' ? 'bool' : type;
  }
  const message = `The operator "${node.op[0]}" has no meaning for ${describeType(type)}.`;
  return report(context, { offset: node.range.start, message });
}

function inferBinary(
  node: ASTNode,
  [left, right]: readonly [ASTNode, ASTNode],
  context: TypeContext,
): ExpressionType {
  const types = [inferType(left, context), inferType(right, context)] as const;
  if (node.op === '+') {
    chargeOperand(left, types[0], context);
    chargeOperand(right, types[1], context);
  }
  if (node.op === 'in' && !isMapType(types[1]) && !isRecordType(types[1])) {
    chargeOperand(right, types[1], context);
  }
  countComparison(node.op, [left, right], types, context);
  const result = binaryOperatorType(node.op, ...types);
  if (result !== undefined) return result;
  const [leftName, rightName] = types.map(describeType);
  const hint = node.op === '+' && types.includes('string') ? ' Use string(…) to make text of a value.' : '';
  const message = `The operator "${node.op}" has no meaning between ${leftName} and ${rightName}.${hint}`;
  return report(context, { offset: left.range.start, message });
}

/**
 * Comparing looks through both sides, as far as they are equal: no farther than the shorter of them reaches, which a
 * literal is for certain.
 */
function countComparison(
  operator: string,
  [left, right]: readonly [ASTNode, ASTNode],
  types: readonly [ExpressionType, ExpressionType],
  { findings }: TypeContext,
): void {
  if (!comparisons.has(operator) || left.op === 'value' || (isLiteral(right) && !isLiteral(left))) return;
  const compared = operator === 'in' ? [types[0], itemOfList(types[1])] : types;
  if (!compared.every(mayBeLong)) return;
  findings.compared.push(operator === 'in' ? right.range : left.range);
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);

/** Literals are as small as their source, and numbers are not copied. */
function chargeOperand(node: ASTNode, type: ExpressionType, context: TypeContext): void {
  if (node.op !== 'value' && node.op !== 'list' && !isNumericType(type)) {
    context.findings.charged.push(node.range);
  }
}
