import type { ASTNode } from '@marcbachmann/cel-js';
import {
  describeType,
  type ExpressionType,
  fieldType,
  isListType,
  isMapType,
  isRecordType,
} from './expression-type.ts';
import { listed } from './known-names.ts';
import { nearestName } from './nearest-name.ts';
import { publicName } from './private-name.ts';
import { report, type TypeContext } from './type-context.ts';
import { isAssignable } from './type-relations.ts';

type NodeOf<Operator extends ASTNode['op']> = Extract<ASTNode, { op: Operator }>;

/** The names CEL has for its types, as in `type(x) == int`. */
const typeNames: ReadonlySet<string> = new Set([
  'bool',
  'bytes',
  'double',
  'int',
  'list',
  'map',
  'null_type',
  'string',
  'type',
  'uint',
]);

export function inferName(node: NodeOf<'id'>, context: TypeContext): ExpressionType {
  const name = publicName(node.args);
  const local = context.locals.get(name);
  if (local !== undefined) return local;
  if (Object.hasOwn(context.scope, name)) {
    context.findings.references.push([name]);
    return context.scope[name] ?? 'dyn';
  }
  if (typeNames.has(name)) return 'type';
  const names = [...context.locals.keys(), ...Object.keys(context.scope)];
  const suggestion = nearestName(name, names);
  const message = unknownMessage(name, suggestion, names);
  return report(context, { offset: node.range.start, message, suggestion });
}

export function inferFieldAccess(node: NodeOf<'.' | '.?'>, context: TypeContext): ExpressionType {
  const [target, name] = node.args;
  const type = context.infer(target, context);
  lengthenReference(target, name, context);
  return inferField(type, { name, offset: node.pos, quoted: false }, context);
}

export function inferIndexAccess(node: NodeOf<'[]' | '[?]'>, context: TypeContext): ExpressionType {
  const [target, index] = node.args;
  const type = context.infer(target, context);
  if (index.op === 'value' && typeof index.args === 'string') {
    lengthenReference(target, index.args, context);
    return inferField(type, { name: index.args, offset: index.range.start, quoted: true }, context);
  }
  const indexType = context.infer(index, context);
  if (isMapType(type)) return type.map;
  if (type === 'dyn') return 'dyn';
  if (isRecordType(type) && isAssignable(indexType, 'string')) return 'dyn';
  if (isListType(type) && isAssignable(indexType, 'int')) return type.list;
  return report(context, { offset: index.range.start, message: indexMessage(type, indexType) });
}

function indexMessage(type: ExpressionType, indexType: ExpressionType): string {
  const given = `but it is ${describeType(indexType)}.`;
  if (isListType(type)) return `The index of a list must be int, ${given}`;
  if (isRecordType(type)) return `The key of an object must be string, ${given}`;
  return `A value of type ${describeType(type)} has no items.`;
}

/** A path is read one name after the other, so the reference of its target is the last one noted. */
function lengthenReference(target: ASTNode, name: string, context: TypeContext): void {
  if (!isRootPath(target, context)) return;
  const path = context.findings.references.pop() ?? [];
  context.findings.references.push([...path, name]);
}

/** Whether it only reads what the execution holds. */
function isRootPath(node: ASTNode, context: TypeContext): boolean {
  if (node.op === 'id') return !context.locals.has(publicName(node.args)) && isRoot(node.args, context);
  if (node.op === '.') return isRootPath(node.args[0], context);
  if (node.op !== '[]') return false;
  const [target, index] = node.args;
  return index.op === 'value' && typeof index.args === 'string' && isRootPath(target, context);
}

function isRoot(name: string, context: TypeContext): boolean {
  return Object.hasOwn(context.scope, publicName(name));
}

interface Field {
  readonly name: string;
  readonly offset: number;
  /** Whether it is written `["name"]`, not `.name`. */
  readonly quoted: boolean;
}

function inferField(type: ExpressionType, field: Field, context: TypeContext): ExpressionType {
  if (type === 'dyn') return 'dyn';
  if (!isMapType(type) && !isRecordType(type)) {
    const hasLength = type === 'string' || isListType(type);
    const help = hasLength && field.name === 'length' ? ' Its length is size(…).' : '';
    const message = `A value of type ${describeType(type)} has no field "${field.name}".${help}`;
    return report(context, { offset: field.offset, message });
  }
  const found = fieldType(type, field.name);
  if (found !== undefined) return found;
  const names = isRecordType(type) ? Object.keys(type.fields) : [];
  const dashed = field.quoted ? undefined : names.find((name) => name.startsWith(`${field.name}-`));
  if (dashed !== undefined) {
    const suggestion = `[${JSON.stringify(dashed)}]`;
    const message = `The name "${field.name}" is unknown. A name with a dash is written ${suggestion}, without a point.`;
    return report(context, { offset: field.offset, message, suggestion });
  }
  const nearest = nearestName(field.name, names);
  const suggestion = nearest !== undefined && field.quoted ? JSON.stringify(nearest) : nearest;
  return report(context, {
    offset: field.offset,
    message: unknownMessage(field.name, nearest, names),
    suggestion,
  });
}

/** The message for a name that nothing has, with the one that was probably meant, or else what there is. */
export function unknownMessage(name: string, nearest: string | undefined, known?: readonly string[]): string {
  const unknown = `The name "${name}" is unknown.`;
  if (nearest !== undefined) return `${unknown} Did you mean "${nearest}"?`;
  if (known === undefined) return unknown;
  return known.length === 0
    ? `${unknown} There are no names here.`
    : `${unknown} Known are ${listed(known)}.`;
}
