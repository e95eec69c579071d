import type { VariableOperation } from '../../engine/index.ts';
import type { ExpressionType } from '../../expression/index.ts';
import { isJsonObject, type Json } from '../../kernel/index.ts';
import { describeShape, type JsonShape } from '../json-shape.ts';

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

/** Why the operation cannot take a value of the shape, to be read after `is`; undefined where it can. */
export function valueRefusal(operation: OperationName, shape: JsonShape): string | undefined {
  const needed = neededShape(operation);
  if (needed === null || needed === shape) return undefined;
  return `${describeShape(shape)}: ${operation} needs ${describeShape(needed)}`;
}

/** Why the operation cannot be done to what the variable holds. One that holds nothing yet takes any. */
export function currentRefusal(operation: OperationName, shape: JsonShape): string | undefined {
  const refusal = shape === 'null' ? undefined : valueRefusal(operation, shape);
  return refusal === undefined ? undefined : `holds ${refusal}`;
}

/** What the value must be, and the variable; null: anything. */
function neededShape(operation: OperationName): JsonShape | null {
  if (operation === 'merge') return 'object';
  return operation === 'increment' || operation === 'decrement' ? 'number' : null;
}

/** The type of what the variable holds afterwards, where it is given a value of this type. */
export function typeMade(operation: OperationName, value: ExpressionType): ExpressionType {
  switch (operation) {
    case 'set':
      return value;
    case 'append':
      return { list: 'dyn' };
    case 'merge':
      return { map: 'dyn' };
    case 'delete':
      return 'null';
    case 'get':
      return 'dyn';
    case 'increment':
    case 'decrement':
      return 'number';
  }
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
