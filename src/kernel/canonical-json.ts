import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** The same text for the same value: no spaces, keys sorted by UTF-16 units, numbers as JavaScript writes them. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  return isJsonObject(value) ? canonicalObject(value) : JSON.stringify(value);
}

function canonicalObject(value: JsonObject): string {
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}
