import type { ASTNode } from '@marcbachmann/cel-js';
import { describeType, type ExpressionType, isListType, isMapType, isRecordType } from './expression-type.ts';
import { familiarName } from './familiar-name.ts';
import type { FunctionSignature } from './function-signature.ts';
import { unknownMessage } from './infer-path.ts';
import { isLiteral, mayBeLong } from './long-value.ts';
import { messageFunctionNames } from './message-functions.ts';
import { nearestName } from './nearest-name.ts';
import { isCondition } from './operator-type.ts';
import { publicName } from './private-name.ts';
import { report, type TypeContext } from './type-context.ts';
import { isAssignable, unifyTypes } from './type-relations.ts';

type FunctionCall = Extract<ASTNode, { op: 'call' }>;
type MethodCall = Extract<ASTNode, { op: 'rcall' }>;

const macroNames: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

export function inferFunctionCall(node: FunctionCall, context: TypeContext): ExpressionType {
  const [name, parts] = node.args;
  const types = parts.map((part) => context.infer(part, context));
  if (name === 'has') return 'bool';
  if (name === 'type') return 'type';
  if (messageFunctionNames.has(name) && parts.length === 0) return inferMessageCall(node, name, context);
  const call = { node, name, types, receiver: undefined };
  countReading(call, parts, context);
  checkPattern(name, parts[0] === undefined ? undefined : parts[1], context);
  return resultOf(call, context);
}

export function inferMethodCall(node: MethodCall, context: TypeContext): ExpressionType {
  const [name, target, parts] = node.args;
  const receiver = context.infer(target, context);
  const variable = parts[0];
  if (macroNames.has(name) && parts.length >= 2 && variable?.op === 'id') {
    return inferMacro(
      { name, target, receiver, variable: publicName(variable.args), parts: parts.slice(1) },
      context,
    );
  }
  const types = parts.map((part) => context.infer(part, context));
  const call = { node, name, types, receiver };
  countReading(call, [target, ...parts], context);
  checkPattern(name, parts[0], context);
  return resultOf(call, context);
}

/** Whatever their receiver and arguments hold, they look at one place of it. */
const readsOnePlace: ReadonlySet<string> = new Set(['startsWith', 'endsWith', 'charAt', 'substring']);

/** What they give may be longer than what they read, or takes far more memory. */
const copies: ReadonlySet<string> = new Set(['join', 'split', 'bytes']);

/** Functions read their receiver and their arguments through: `parts`, in this order. */
function countReading(
  { node, name, receiver, types }: Call,
  parts: readonly ASTNode[],
  { findings }: TypeContext,
): void {
  if (readsOnePlace.has(name)) return;
  const given = receiver === undefined ? types : [receiver, ...types];
  for (const [index, part] of parts.entries()) {
    if (isLiteral(part) || !mayBeLong(given[index] ?? 'dyn')) continue;
    (name === 'join' ? findings.charged : findings.read).push(part.range);
  }
  if (copies.has(name)) findings.charged.push(node.range);
}

function inferMessageCall(node: FunctionCall, name: string, context: TypeContext): ExpressionType {
  const messages = context.scope.messages;
  if (!Object.hasOwn(context.scope, 'messages') || messages === undefined || context.locals.has('messages')) {
    const message = `${name}() needs "messages", which is not visible here.`;
    return report(context, { offset: node.range.start, message });
  }
  context.findings.references.push(['messages']);
  context.findings.messageCalls.push(node.range.end - 1);
  if (name === 'lastMessage') return isListType(messages) ? messages.list : 'dyn';
  return name === 'hasToolCalls' ? 'bool' : 'int';
}

function checkPattern(name: string, pattern: ASTNode | undefined, context: TypeContext): void {
  if (publicName(name) !== 'matches' || pattern?.op !== 'value' || typeof pattern.args !== 'string') return;
  const refusal = context.patterns.refusal(pattern.args);
  if (refusal === undefined) return;
  report(context, { offset: pattern.range.start, message: `The pattern is invalid: ${refusal}.` });
}

interface Macro {
  readonly name: string;
  readonly target: ASTNode;
  readonly receiver: ExpressionType;
  readonly variable: string;
  readonly parts: readonly ASTNode[];
}

function inferMacro(macro: Macro, context: TypeContext): ExpressionType {
  const { name, target, receiver, variable, parts } = macro;
  const item = itemType(receiver);
  if (item === undefined) {
    const message = `${name}() needs a list or an object, but this is ${describeType(receiver)}.`;
    return report(context, { offset: target.range.start, message });
  }
  context.findings.charged.push(target.range);
  const inner = { ...context, locals: new Map(context.locals).set(variable, item) };
  const types = parts.map((part) => context.infer(part, inner));
  const last = types.at(-1) ?? 'dyn';
  const conditions = name === 'map' ? types.slice(0, -1) : types;
  const wrong = conditions.findIndex((type) => !isCondition(type));
  if (wrong >= 0) {
    const message = `The test of ${name}() must be bool, but it is ${describeType(conditions[wrong] ?? 'dyn')}.`;
    return report(context, { offset: parts[wrong]?.range.start ?? target.range.start, message });
  }
  if (name === 'map') return { list: last };
  return name === 'filter' ? { list: item } : 'bool';
}

function itemType(type: ExpressionType): ExpressionType | undefined {
  if (isListType(type)) return type.list;
  if (isMapType(type) || isRecordType(type)) return 'string';
  return type === 'dyn' ? 'dyn' : undefined;
}

interface Call {
  readonly node: ASTNode;
  readonly name: string;
  /** Absent for a function that is not called on a value. */
  readonly receiver: ExpressionType | undefined;
  readonly types: readonly ExpressionType[];
}

function resultOf(call: Call, context: TypeContext): ExpressionType {
  const { node, name, types, receiver } = call;
  const isMethod = receiver !== undefined;
  const overloads = (context.signatures.get(name) ?? []).filter(
    (each) => (each.receiver !== undefined) === isMethod,
  );
  if (overloads.length === 0) return reportUnknownFunction(call, context);
  const fitting = overloads.filter((overload) => fits(overload, call));
  const [first, ...rest] = fitting;
  if (first !== undefined) {
    return rest.reduce<ExpressionType>((type, overload) => unifyTypes(type, overload.result), first.result);
  }
  const on = receiver === undefined ? '' : ` on ${describeType(receiver)}`;
  const given = types.length === 0 ? 'without arguments' : `with ${types.map(describeType).join(', ')}`;
  const message = `${publicName(name)}() cannot be called${on} ${given}.`;
  return report(context, { offset: node.range.start, message });
}

function fits(overload: FunctionSignature, { receiver, types }: Call): boolean {
  if (overload.parameters.length !== types.length) return false;
  if (receiver !== undefined && !isAssignable(receiver, overload.receiver ?? 'dyn')) return false;
  return overload.parameters.every((parameter, index) => isAssignable(types[index] ?? 'dyn', parameter));
}

function reportUnknownFunction({ node, name, receiver }: Call, context: TypeContext): ExpressionType {
  const isMethod = receiver !== undefined;
  const names = [...context.signatures]
    .filter(([, overloads]) => overloads.some((overload) => (overload.receiver !== undefined) === isMethod))
    .map(([known]) => publicName(known));
  const suggestion = familiarName(name, names) ?? nearestName(publicName(name), names);
  const message = unknownMessage(publicName(name), suggestion);
  return report(context, { offset: nameOffset(node, name), message, suggestion });
}

/** Where the name of a called function stands: after its receiver and the point. */
function nameOffset(node: ASTNode, name: string): number {
  if (node.op !== 'rcall') return node.range.start;
  const [, target] = node.args;
  const offset = node.input.indexOf(name, target.range.end);
  return offset < 0 ? node.range.start : offset;
}
