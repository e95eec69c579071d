import { err, type Json, ok, type Result } from '../kernel/index.ts';

/** Deeper values are walked recursively elsewhere. */
const maxDepth = 64;

/** The value that a text of others holds as JSON, or what is wrong with it. */
export function parseJson(text: string): Result<Json, string> {
  try {
    const value: Json = JSON.parse(text);
    const fault = faultOf(value, maxDepth);
    return fault === null ? ok(value) : err(fault);
  } catch {
    return err('it is not JSON');
  }
}

function faultOf(value: Json, levels: number): string | null {
  if (levels < 0) return `it is nested deeper than ${maxDepth} levels`;
  if (typeof value !== 'object' || value === null) return null;
  // Code that copies the value key by key would set its prototype.
  if (Object.hasOwn(value, '__proto__')) return 'it has the key "__proto__", which is not allowed';
  return Array.isArray(value) ? faultInList(value, levels - 1) : faultInObject(value, levels - 1);
}

function faultInList(items: readonly Json[], levels: number): string | null {
  for (const item of items) {
    const fault = faultOf(item, levels);
    if (fault !== null) return fault;
  }
  return null;
}

function faultInObject(value: object, levels: number): string | null {
  for (const key in value) {
    const fault = faultOf(Reflect.get(value, key), levels);
    if (fault !== null) return fault;
  }
  return null;
}
