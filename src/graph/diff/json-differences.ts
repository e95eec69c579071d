import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';

/** A place at which two values differ; a value that is not there is undefined. */
export interface Difference {
  readonly path: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * The places at which two values differ, as deep as both are objects, or lists of one length: a list that has become
 * longer is another list, since nobody knows which of its items was meant to stay.
 */
export function jsonDifferences(before: JsonObject, after: JsonObject): readonly Difference[] {
  return differencesAt([], before, after);
}

function differencesAt(
  path: readonly string[],
  before: Json | undefined,
  after: Json | undefined,
): readonly Difference[] {
  if (before === undefined || after === undefined) {
    return before === after ? [] : [{ path, before, after }];
  }
  const keys = keysOfBoth(before, after);
  if (keys !== null) {
    return keys.flatMap((key) => differencesAt([...path, key], itemOf(before, key), itemOf(after, key)));
  }
  return sameJson(before, after) ? [] : [{ path, before, after }];
}

export function sameJson(left: Json, right: Json): boolean {
  return canonicalJson(left) === canonicalJson(right);
}

/** Null: the two cannot be compared part by part. */
function keysOfBoth(before: Json, after: Json): readonly string[] | null {
  if (isJsonObject(before) && isJsonObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])];
  }
  const areLists = Array.isArray(before) && Array.isArray(after) && before.length === after.length;
  return areLists ? before.map((_: Json, index: number) => String(index)) : null;
}

/** The value's own item, undefined where it has none: every object of JavaScript answers to `toString`. */
export function itemOf(value: Json, key: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
