import type { Json } from './json.ts';

/** PostgreSQL cannot keep NUL in text, nor half of a surrogate pair. Both become U+FFFD. */
export function storableText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole;
}

/** The value with every text in it storable; the same object where nothing had to change. */
export function storable<T>(value: T): T {
  // Every value handed in is JSON, however it is typed; what comes out has its shape.
  return storableJson(value as Json) as T;
}

function storableJson(value: Json): Json {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => storableJson(item));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const entries = Object.entries(value);
  const changed = entries.map(([key, item]) => [storableText(key), storableJson(item)] as const);
  const same = changed.every(
    ([key, item], index) => entries[index]?.[0] === key && entries[index]?.[1] === item,
  );
  return same ? value : Object.fromEntries(changed);
}
