import type { DefinitionFunction } from '@marcbachmann/cel-js';
import type { ExpressionType } from './expression-type.ts';

/** One overload of a function. `receiver` is absent for those that are not called on a value. */
export interface FunctionSignature {
  readonly name: string;
  readonly receiver?: ExpressionType;
  readonly parameters: readonly ExpressionType[];
  readonly result: ExpressionType;
}

/** The overloads by name, read from what cel-js has registered. */
export function signaturesOf(
  definitions: readonly DefinitionFunction[],
): ReadonlyMap<string, readonly FunctionSignature[]> {
  return Map.groupBy(definitions.map(signatureOf), (signature) => signature.name);
}

function signatureOf(definition: DefinitionFunction): FunctionSignature {
  const signature = {
    name: definition.name,
    parameters: definition.params.map((parameter) => typeOfName(parameter.type)),
    result: typeOfName(definition.returnType),
  };
  if (definition.receiverType === null) return signature;
  return { ...signature, receiver: typeOfName(definition.receiverType) };
}

const typesByName: Readonly<Record<string, ExpressionType>> = {
  bool: 'bool',
  bytes: 'bytes',
  double: 'number',
  'google.protobuf.Duration': 'duration',
  'google.protobuf.Timestamp': 'timestamp',
  int: 'int',
  'list<dyn>': { list: 'dyn' },
  'list<string>': { list: 'string' },
  'map<dyn, dyn>': { map: 'dyn' },
  null: 'null',
  string: 'string',
  type: 'type',
  uint: 'uint',
};

function typeOfName(name: string): ExpressionType {
  return typesByName[name] ?? 'dyn';
}
