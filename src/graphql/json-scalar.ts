import { Kind, type ListValueNode, type ObjectValueNode, type ValueNode } from 'graphql';
import type { Json } from '../kernel/index.ts';
import { invalidInput } from './invalid-input.ts';

/** More than any document may have, so that its own check can say where it is too deep. */
const maxDepth = 100;

/**
 * A value that came as JSON: plain lists and objects all the way down, however it was made. It is a copy where it was
 * made in another way than by reading JSON. A key such as `__proto__` is a key like any other.
 */
export function readJson(value: unknown): Json {
  return isRead(value, 1) ? value : copyOf(value, 1);
}

/** Nearly always so. */
function isRead(value: unknown, depth: number): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > maxDepth) return false;
  if (Array.isArray(value)) return value.every((item) => isRead(item, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key in value) if (!isRead(Reflect.get(value, key), depth + 1)) return false;
  return true;
}

/**
 * A value that is written in the text of an operation. A variable that is not given counts as null. What a variable
 * holds was read before: it adds its own depth, and must not be refused here, where GraphQL could not say why.
 */
export function readJsonLiteral(node: ValueNode, variables?: Variables | null): Json {
  return written(node, variables ?? {}, 1);
}

type Variables = Readonly<Record<string, unknown>>;

function copyOf(value: unknown, depth: number): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object') throw notJson(value);
  if (depth > maxDepth) return refuseDepth();
  if (Array.isArray(value)) return value.map((item: unknown) => copyOf(item, depth + 1));
  if (!isPlain(value)) throw notJson(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item, depth + 1)]));
}

function written(node: ValueNode, variables: Variables, depth: number): Json {
  switch (node.kind) {
    case Kind.VARIABLE:
      return copyOf(variables[node.name.value] ?? null, 1);
    case Kind.LIST:
    case Kind.OBJECT:
      return depth > maxDepth ? refuseDepth() : writtenWithin(node, variables, depth + 1);
    case Kind.INT:
    case Kind.FLOAT:
      return copyOf(Number(node.value), 1);
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.NULL:
      return null;
    case Kind.ENUM:
      throw invalidInput(`JSON has no bare word ${node.value}: write it in quotation marks`);
  }
}

function writtenWithin(node: ListValueNode | ObjectValueNode, variables: Variables, depth: number): Json {
  if (node.kind === Kind.LIST) return node.values.map((item) => written(item, variables, depth));
  const entries = node.fields.map(({ name, value }) => [name.value, written(value, variables, depth)]);
  return Object.fromEntries(entries);
}

/** An object literal, of whatever realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function notJson(value: unknown) {
  const what = typeof value === 'object' ? 'object of a class' : `value of the type ${typeof value}`;
  return invalidInput(`JSON has no ${what}: NaN, Infinity, functions and dates are none either`);
}

function refuseDepth(): never {
  throw invalidInput(`the JSON value is nested deeper than ${maxDepth} levels: flatten it`);
}
