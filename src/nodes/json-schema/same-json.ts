import { isJsonObject, type Json } from '../../kernel/index.ts';

/**
 * A text that two values share exactly when they are equal as JSON: the order of keys says nothing.
 * @throws RangeError if the value is nested deeper than `maxDepth`
 */
export function jsonIdentity(value: Json, maxDepth: number): string {
  return JSON.stringify(ordered(value, maxDepth));
}

function ordered(value: Json, depthLeft: number): Json {
  if (depthLeft < 0) throw new RangeError('the value is nested too deep');
  if (Array.isArray(value)) return value.map((item) => ordered(item, depthLeft - 1));
  if (!isJsonObject(value)) return value;
  // Pairs, not an object: JavaScript moves keys that are whole numbers to the front, wherever they are put.
  const names = Object.keys(value).sort();
  return { object: names.map((name) => [name, ordered(value[name] ?? null, depthLeft - 1)]) };
}
