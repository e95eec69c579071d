import { isJsonObject, type Json } from '../kernel/index.ts';

/** The same data, in which every object that has a key `constructor` is a Map. */
export function readableKeys(values: Readonly<Record<string, Json>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, readable(value)]));
}

function readable(value: Json): unknown {
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(([name, item]) => [name, readable(item)] as const);
    return Object.hasOwn(value, 'constructor') ? new Map(entries) : Object.fromEntries(entries);
  }
  return Array.isArray(value) ? value.map(readable) : value;
}
