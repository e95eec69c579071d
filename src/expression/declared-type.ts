import { isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';
import type { ExpressionType } from './expression-type.ts';
import { unifyAll } from './type-relations.ts';

/**
 * The type that a JSON Schema allows. What CEL cannot express (unions, references, nullable values) is `dyn`.
 * An object that lists its properties has only those, so that `input.tipic` is found before run time, unless
 * `additionalProperties` is given and is not false.
 */
export function typeFromJsonSchema(schema: JsonObject): ExpressionType {
  if ('const' in schema) return typeFromValue(schema.const ?? null);
  if (Array.isArray(schema.enum)) return unifyAll(schema.enum.map(typeFromValue));
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return { list: isJsonObject(schema.items) ? typeFromJsonSchema(schema.items) : 'dyn' };
    case 'object':
      return typeFromObjectSchema(schema);
    default:
      return 'dyn';
  }
}

function typeFromObjectSchema(schema: JsonObject): ExpressionType {
  const additional = schema.additionalProperties;
  if (!isJsonObject(schema.properties)) {
    return { map: isJsonObject(additional) ? typeFromJsonSchema(additional) : 'dyn' };
  }
  const fields = Object.entries(schema.properties).map(([name, property]) => [
    name,
    isJsonObject(property) ? typeFromJsonSchema(property) : 'dyn',
  ]);
  return { fields: Object.fromEntries(fields), open: additional !== undefined && additional !== false };
}

/**
 * The type of a variable that starts with this value. Null says nothing, so it is `dyn`; an object may be given
 * more fields later, so it is open.
 */
export function typeFromValue(value: Json): ExpressionType {
  if (value === null) return 'dyn';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'bool';
  if (isJsonObject(value)) {
    const fields = Object.entries(value).map(([name, item]) => [name, typeFromValue(item)]);
    return { fields: Object.fromEntries(fields), open: true };
  }
  return { list: unifyAll(value.map(typeFromValue)) };
}
