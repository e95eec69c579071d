/**
 * A key as the name of a place has it. Many places may lie within one key, and an author chooses how long it is: in
 * full, its name would be told as often as there are places.
 */
export function shortKey(key: string): string {
  return key.length > 80 ? `${key.slice(0, 79).toWellFormed()}…` : key;
}
