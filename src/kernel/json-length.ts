/** To begin a walk along so many keys costs a look at each: how long such a value is, is remembered. */
const many = 1000;

interface Measured {
  readonly length: number;
  /** It was counted to its end. */
  readonly isWhole: boolean;
}

/** Levels of lists and objects in one another that are kept: each walk along a value takes a piece of the stack for one. */
export const deepestValue = 1000;

const measured = new WeakMap<object, Measured>();

/**
 * How many characters the value has as JSON text, escapes aside. Counting ends beyond `most`, so a value of a hundred
 * megabytes is known to be long at the cost of a short one. What is nested deeper than values may be is endless. Values
 * are never changed: one of many parts is counted once.
 */
export function jsonLengthUpTo(value: unknown, most: number, levels = deepestValue): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  const before = measured.get(value);
  if (before !== undefined && (before.isWhole || before.length > most)) return before.length;
  if (levels === 0) return Number.POSITIVE_INFINITY;
  return Array.isArray(value) ? listLength(value, most, levels) : objectLength(value, most, levels);
}

function listLength(items: readonly unknown[], most: number, levels: number): number {
  let length = 2;
  for (const item of items) {
    if (length > most) break;
    length += jsonLengthUpTo(item, most - length, levels - 1) + 1;
  }
  if (items.length >= many) remember(items, length, most);
  return length;
}

function objectLength(value: object, most: number, levels: number): number {
  let length = 2;
  let keys = 0;
  for (const key in value) {
    if (length > most) break;
    keys += 1;
    length += key.length + 4;
    length += jsonLengthUpTo(Reflect.get(value, key), most - length, levels - 1);
  }
  if (keys >= many) remember(value, length, most);
  return length;
}

/** What is too deep at one place need not be so at another. */
function remember(value: object, length: number, most: number): void {
  if (length !== Number.POSITIVE_INFINITY) measured.set(value, { length, isWhole: length <= most });
}
