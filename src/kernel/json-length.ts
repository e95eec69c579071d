/**
 * How many characters the value has as JSON text, escapes aside. Counting ends beyond `most`, so a value of a hundred
 * megabytes is known to be long at the cost of a short one.
 */
export function jsonLengthUpTo(value: unknown, most: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  return Array.isArray(value) ? listLength(value, most) : objectLength(value, most);
}

function listLength(items: readonly unknown[], most: number): number {
  let length = 2;
  for (const item of items) {
    if (length > most) break;
    length += jsonLengthUpTo(item, most - length) + 1;
  }
  return length;
}

function objectLength(value: object, most: number): number {
  let length = 2;
  for (const key in value) {
    if (length > most) break;
    length += key.length + 4;
    length += jsonLengthUpTo(Reflect.get(value, key), most - length);
  }
  return length;
}
