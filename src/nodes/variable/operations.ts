import type { VariableOperation } from '../../engine/index.ts';
import { isJsonObject, type Json } from '../../kernel/index.ts';
import { describeShape } from './shape-of.ts';

export const operationNames = ['set', 'get', 'append', 'increment', 'decrement', 'merge', 'delete'] as const;

export type OperationName = (typeof operationNames)[number];

export const takesValue: Readonly<Record<OperationName, 'required' | 'optional' | 'never'>> = {
  set: 'required',
  get: 'never',
  append: 'required',
  increment: 'optional',
  decrement: 'optional',
  merge: 'required',
  delete: 'never',
};

/** Why the operation cannot take the value, to be read after its name; undefined where it can. */
export function valueRefusal(operation: OperationName, value: Json): string | undefined {
  if (isCounting(operation) && typeof value !== 'number') {
    return `is ${describeShape(value)}: ${operation} needs a number`;
  }
  if (operation === 'merge' && !isJsonObject(value))
    return `is ${describeShape(value)}: merge needs an object`;
  return undefined;
}

/** Why the operation cannot be done to what the variable holds. One that holds nothing yet takes any. */
export function currentRefusal(operation: OperationName, current: Json): string | undefined {
  if (current === null) return undefined;
  if (isCounting(operation) && typeof current !== 'number') {
    return `holds ${describeShape(current)}: ${operation} needs a number`;
  }
  if (operation === 'merge' && !isJsonObject(current))
    return `holds ${describeShape(current)}: merge needs an object`;
  return undefined;
}

function isCounting(operation: OperationName): boolean {
  return operation === 'increment' || operation === 'decrement';
}

/** The change as the log records it. The value is of the type that the operation takes. */
export function operationOf(
  operation: Exclude<OperationName, 'get'>,
  name: string,
  value: Json,
): VariableOperation {
  switch (operation) {
    case 'set':
    case 'append':
      return { operation, name, value };
    case 'increment':
    case 'decrement':
      return { operation, name, value: Number(value) };
    case 'merge':
      return { operation, name, value: isJsonObject(value) ? value : {} };
    case 'delete':
      return { operation, name };
  }
}
