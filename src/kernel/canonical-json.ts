import type { Json } from './json.ts';

/** The same text for the same value: no spaces, keys sorted by UTF-16 units, numbers as JavaScript writes them. */
export function canonicalJson(value: Json): string {
  return canonicalText(value);
}

/** The same of plain data whose type does not say that it is JSON. What is undefined is absent. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  return typeof value === 'object' && value !== null ? canonicalObject(value) : JSON.stringify(value ?? null);
}

function canonicalObject(value: object): string {
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const item: unknown = Reflect.get(value, key);
    if (item !== undefined) members.push(`${JSON.stringify(key)}:${canonicalText(item)}`);
  }
  return `{${members.join(',')}}`;
}
