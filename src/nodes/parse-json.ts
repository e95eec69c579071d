import { err, isJsonObject, type Json, ok, type Result } from '../kernel/index.ts';

/** Deeper values are walked recursively elsewhere. */
const maxDepth = 64;

/** The value that a text of others holds as JSON, or what is wrong with it. */
export function parseJson(text: string): Result<Json, string> {
  try {
    const value: Json = JSON.parse(text);
    return isDeeperThan(value, maxDepth) ? err(`it is nested deeper than ${maxDepth} levels`) : ok(value);
  } catch {
    return err('it is not JSON');
  }
}

function isDeeperThan(value: Json, levels: number): boolean {
  if (levels < 0) return true;
  if (!Array.isArray(value) && !isJsonObject(value)) return false;
  return Object.values(value).some((item) => isDeeperThan(item, levels - 1));
}
