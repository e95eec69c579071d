import type { Json } from './json.ts';

/** PostgreSQL cannot keep NUL in text, nor half of a surrogate pair. Both become U+FFFD. */
export function storableText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole;
}

/** The value with every text in it storable; the same object where nothing had to change. */
export function storable<T>(value: T): T {
  // Every value handed in is JSON, however it is typed; what comes out has its shape.
  return isStorable(value) ? value : (changed(value as Json) as T);
}

/** Asked of everything that is written, and nearly always true: so it makes no object. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isStorable);
  for (const key in value) {
    if (!isStorable(key) || !isStorable(Reflect.get(value, key))) return false;
  }
  return true;
}

function changed(value: Json): Json {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => changed(item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), changed(item)]));
}
