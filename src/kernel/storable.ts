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

/** What holds so much is remembered: it is asked of again in every event that hands it on. Values are never changed. */
const many = 1000;
const known = new WeakSet<object>();

function isStorable(value: unknown): boolean {
  return storableParts(value) > 0;
}

/** How many values there are in it, itself included; 0: it cannot be stored. Asked of all that is written, so it makes no object. */
function storableParts(value: unknown): number {
  if (typeof value === 'string') return isStorableText(value) ? 1 : 0;
  if (typeof value !== 'object' || value === null || known.has(value)) return 1;
  const parts = Array.isArray(value) ? partsOfList(value) : partsOfObject(value);
  if (parts >= many) known.add(value);
  return parts;
}

function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function partsOfList(items: readonly unknown[]): number {
  let parts = 1;
  for (const item of items) {
    const inside = storableParts(item);
    if (inside === 0) return 0;
    parts += inside;
  }
  return parts;
}

function partsOfObject(value: object): number {
  let parts = 1;
  for (const key in value) {
    const inside = isStorableText(key) ? storableParts(Reflect.get(value, key)) : 0;
    if (inside === 0) return 0;
    parts += inside;
  }
  return parts;
}

function changed(value: Json): Json {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => changed(item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), changed(item)]));
}
