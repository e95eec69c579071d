import { isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';

/** A change of one variable. Changes are applied in log order, so parallel branches lose none. */
export type VariableOperation =
  | { readonly operation: 'set'; readonly name: string; readonly value: Json }
  | { readonly operation: 'append'; readonly name: string; readonly value: Json }
  | { readonly operation: 'increment'; readonly name: string; readonly value: number }
  | { readonly operation: 'decrement'; readonly name: string; readonly value: number }
  | { readonly operation: 'merge'; readonly name: string; readonly value: JsonObject }
  | { readonly operation: 'delete'; readonly name: string };

/**
 * Total: a variable of the wrong shape is replaced as if it were missing. Kinds refuse such an operation
 * before it is recorded; here it may meet a variable that a parallel branch has changed meanwhile.
 */
export function applyVariableOperation(variables: JsonObject, change: VariableOperation): JsonObject {
  if (change.operation === 'delete') {
    return Object.fromEntries(Object.entries(variables).filter(([name]) => name !== change.name));
  }
  const current = Object.hasOwn(variables, change.name) ? variables[change.name] : undefined;
  return { ...variables, [change.name]: changedValue(current, change) };
}

function changedValue(
  current: Json | undefined,
  change: Exclude<VariableOperation, { operation: 'delete' }>,
) {
  switch (change.operation) {
    case 'set':
      return change.value;
    case 'append':
      return appended(current, change.value);
    case 'increment':
      return numberOf(current) + change.value;
    case 'decrement':
      return numberOf(current) - change.value;
    case 'merge':
      return isJsonObject(current) ? { ...current, ...change.value } : change.value;
  }
}

function appended(current: Json | undefined, value: Json): Json {
  if (Array.isArray(current)) return [...current, value];
  return current === undefined || current === null ? [value] : [current, value];
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}
