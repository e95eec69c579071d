import { isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';

/** The place of a key or an item within the value at a place. */
export function placeIn(at: string, key: string | number): string {
  return at === '' ? String(key) : `${at}.${key}`;
}

/** Whether a place is one of these, or within one. Keys may have points in them, so it is not taken apart. */
export function within(places: ReadonlySet<string>): (place: string) => boolean {
  const lengths = [...new Set(Array.from(places, (place) => place.length))];
  return (place) => lengths.some((length) => isEnd(place, length) && places.has(place.slice(0, length)));
}

function isEnd(place: string, length: number): boolean {
  return length === place.length || place[length] === '.';
}

/**
 * The value with every text in it written anew. A text for which `write` gives undefined is left out of its object,
 * and is null in a list.
 */
export function rewriteTexts(
  value: Json,
  at: string,
  write: (text: string, at: string) => Json | undefined,
): Json | undefined {
  if (typeof value === 'string') return write(value, at);
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => rewriteTexts(item, placeIn(at, index), write) ?? null);
  }
  return isJsonObject(value) ? rewriteTextsOf(value, at, write) : value;
}

/** The same for an object, which stays one. */
export function rewriteTextsOf(
  value: JsonObject,
  at: string,
  write: (text: string, at: string) => Json | undefined,
): JsonObject {
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const written = rewriteTexts(item, placeIn(at, key), write);
    return written === undefined ? [] : [[key, written] as const];
  });
  return Object.fromEntries(entries);
}

/** How long the names of all places together are in which something may be written. */
export function lengthOfPlaces(value: Json, around = 0): number {
  if (typeof value === 'string') return value.includes('{{') ? around : 0;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (length, [key, item]) => length + lengthOfPlaces(item, around + key.length + 1),
    0,
  );
}
