import { isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import { shortKey } from '../short-key.ts';
import { breaksCallers } from './breaks-callers.ts';
import type { GraphChange } from './graph-change.ts';
import { itemOf, jsonDifferences, sameJson } from './json-differences.ts';

/**
 * How the input that a graph asks for has changed, one input after the other. Breaking is what may refuse, or leave
 * unread, what callers send: an input that is gone or has become required, or a schema that accepts less.
 */
export function inputChanges(before: JsonObject, after: JsonObject): readonly GraphChange[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  return [...propertyChanges(was, is), ...requiredChanges(was, is), ...schemaChanges(was.rest, is.rest)];
}

/** The schema of an input, with what is said of each of its properties apart; where they are written as one writes them. */
interface Parts {
  readonly properties: JsonObject | undefined;
  readonly required: readonly string[] | undefined;
  readonly rest: JsonObject;
}

function partsOf({ properties, required, ...rest }: JsonObject): Parts {
  const shaped = properties === undefined || isJsonObject(properties);
  const names = namesOf(required);
  return {
    properties: shaped ? properties : undefined,
    required: names ?? undefined,
    rest: {
      ...rest,
      ...(shaped ? {} : { properties }),
      ...(required === undefined || names !== null ? {} : { required }),
    },
  };
}

function namesOf(required: Json | undefined): readonly string[] | null {
  if (!Array.isArray(required)) return null;
  const names = required.filter((one: Json) => typeof one === 'string');
  return names.length === required.length ? names : null;
}

function propertyChanges(before: Parts, after: Parts): readonly GraphChange[] {
  const [was, is] = [before.properties ?? {}, after.properties ?? {}];
  const breaks = new Map<string, boolean>();
  // Asked once of each input, however many differences there are in it.
  const breaksAt = (id: string): boolean => {
    const known = breaks.get(id) ?? breaksCallers(itemOf(was, id) ?? true, itemOf(is, id) ?? true);
    breaks.set(id, known);
    return known;
  };
  const required = new Set(after.required);
  const changes = jsonDifferences(was, is).map((one): GraphChange => {
    const [id = '', ...path] = one.path;
    const place = { subject: 'input', id: shortKey(id), layout: false } as const;
    const values = { before: one.before ?? null, after: one.after ?? null };
    if (one.before === undefined && path.length === 0) {
      return { ...place, ...values, change: 'added', path: null, breaking: required.has(id) };
    }
    if (one.after === undefined && path.length === 0) {
      return { ...place, ...values, change: 'removed', path: null, breaking: true };
    }
    return {
      ...place,
      ...values,
      change: 'changed',
      path: path.map(shortKey).join('.') || null,
      breaking: breaksAt(id),
    };
  });
  const isWritten = (before.properties === undefined) === (after.properties === undefined);
  return changes.length > 0 || isWritten ? changes : [rewritten('properties', was, is)];
}

function requiredChanges(before: Parts, after: Parts): readonly GraphChange[] {
  const [was, is] = [new Set(before.required), new Set(after.required)];
  const names = [...new Set([...was, ...is])].filter((name) => was.has(name) !== is.has(name));
  if (names.length > 0) {
    return names.map((id) => {
      const place = { subject: 'input', id, change: 'changed', path: 'required', layout: false } as const;
      return { ...place, before: was.has(id), after: is.has(id), breaking: is.has(id) };
    });
  }
  const isSame = sameJson(before.required ?? null, after.required ?? null);
  return isSame ? [] : [rewritten('required', before.required ?? [], after.required ?? [])];
}

/** It asks for the same, in other words. */
function rewritten(path: string, before: Json, after: Json): GraphChange {
  const place = { subject: 'input', id: null, change: 'changed', path, layout: false } as const;
  return { ...place, before, after, breaking: false };
}

/** Of what is said of the input as a whole. */
function schemaChanges(before: JsonObject, after: JsonObject): readonly GraphChange[] {
  const breaking = breaksCallers(before, after);
  return jsonDifferences(before, after).map(({ path, ...values }) => ({
    ...rewritten(path.map(shortKey).join('.'), values.before ?? null, values.after ?? null),
    breaking,
  }));
}
