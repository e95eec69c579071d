import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import type { Json, JsonObject } from '../kernel/index.ts';

/**
 * What CEL computed, as JSON: whole numbers as numbers, times as ISO 8601, durations as `"90s"`, bytes as Base64.
 * What is JSON already is no copy: a value that is only handed on stays the same one.
 *
 * @throws Error if the value has no JSON form: an infinite number, an int that a JSON number cannot hold, a type.
 */
export function toJson(value: unknown): Json {
  return isJson(value) ? value : converted(value);
}

function isJson(value: unknown): value is Json {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'string' || isConstant(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key in value) if (!isJson(Reflect.get(value, key))) return false;
  return true;
}

function isConstant(value: unknown): value is boolean | null {
  return value === null || typeof value === 'boolean';
}

function converted(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`the result ${value} is not a JSON number`);
      return value;
    case 'bigint':
      return safeNumber(value);
    case 'object':
      return value === null ? null : objectToJson(value);
    default:
      throw new Error(`a ${typeof value} has no JSON form`);
  }
}

function safeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`the int ${value} is too large for a JSON number`);
  return number;
}

function objectToJson(value: object): Json {
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof UnsignedInt) return safeNumber(value.value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Duration) return value.toString();
  if (value instanceof Uint8Array)
    return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(''));
  if (value instanceof Map) return recordOf(value.entries());
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return recordOf(Object.entries(value));
  throw new Error('the result has no JSON form');
}

/** `Object.fromEntries` defines own properties, so a key `__proto__` is data like any other. */
function recordOf(entries: Iterable<[unknown, unknown]>): JsonObject {
  return Object.fromEntries(Array.from(entries, ([key, item]) => [String(key), toJson(item)]));
}
