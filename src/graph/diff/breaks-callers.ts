import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import { itemOf, sameJson } from './json-differences.ts';

/**
 * Whether a value that the schema `before` accepts may be refused by the schema `after`. Where that cannot be told
 * from the two side by side, the answer is yes: a caller who looks once too often has lost less.
 */
export function breaksCallers(before: Json, after: Json): boolean {
  if (sameJson(before, after) || after === true) return false;
  if (!isJsonObject(before) || !isJsonObject(after)) return true;
  const keywords = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keywords].some((keyword) => keywordBreaks(keyword, before, after));
}

/** They say something to people, or fill in what is left out. */
const silent = new Set(['title', 'description', 'default', 'examples', '$comment', 'deprecated']);
const least = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']);
const most = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']);

function keywordBreaks(keyword: string, before: JsonObject, after: JsonObject): boolean {
  const [was, is] = [itemOf(before, keyword), itemOf(after, keyword)];
  if (keyword === 'properties') return propertiesBreak(was ?? {}, is ?? {});
  if (silent.has(keyword) || is === undefined || (was !== undefined && sameJson(was, is))) return false;
  if (least.has(keyword)) return !(typeof was === 'number' && typeof is === 'number' && is <= was);
  if (most.has(keyword)) return !(typeof was === 'number' && typeof is === 'number' && is >= was);
  if (keyword === 'type') return was === undefined || !listOf(was).every((one) => accepts(listOf(is), one));
  if (keyword === 'enum') return was === undefined || !isWithin(listOf(was), listOf(is));
  if (keyword === 'required') return !isWithin(listOf(is), listOf(was ?? []));
  if (keyword === 'items') return breaksCallers(was ?? true, is);
  return true;
}

function propertiesBreak(was: Json, is: Json): boolean {
  if (!isJsonObject(was) || !isJsonObject(is)) return true;
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...names].some((name) => {
    const [before, after] = [itemOf(was, name), itemOf(is, name)];
    // One that is gone is not read any more; one that is new was not sent by anybody who knew.
    return after === undefined || (before !== undefined && breaksCallers(before, after));
  });
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

function accepts(types: readonly Json[], type: Json): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

function isWithin(inner: readonly Json[], outer: readonly Json[]): boolean {
  const known = new Set(outer.map(canonicalJson));
  return inner.every((one) => known.has(canonicalJson(one)));
}
