import { isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import { type Keywords, type Meeting, problemsOf, shown, unless } from './meeting.ts';
import type { SchemaProblem } from './schema-problem.ts';

/** Keywords about the items of a list and the keys of an object. */
export const containerKeywords: Keywords = {
  prefixItems: (wanted, meeting) => checkPrefix(listOf(wanted), meeting),
  items: (wanted, meeting) =>
    Array.isArray(wanted)
      ? checkPrefix(wanted, meeting)
      : checkRest(wanted, listOf(meeting.schema.prefixItems).length, meeting),
  additionalItems: (wanted, meeting) => {
    const { items } = meeting.schema;
    return Array.isArray(items) ? checkRest(wanted, items.length, meeting) : [];
  },
  minItems: (wanted, meeting) =>
    ofList(meeting, (items) => items.length >= Number(wanted), `must have at least ${wanted} items`),
  maxItems: (wanted, meeting) =>
    ofList(meeting, (items) => items.length <= Number(wanted), `must have at most ${wanted} items`),
  uniqueItems: (wanted, meeting) =>
    ofList(meeting, (items) => wanted !== true || areUnique(items, meeting), 'must not have an item twice'),
  contains: checkContains,
  required: (wanted, meeting) => {
    const { value, at } = meeting;
    if (!isJsonObject(value)) return [];
    return problemsOf(listOf(wanted), (key) =>
      Object.hasOwn(value, String(key)) ? [] : [{ at: [...at, String(key)], message: 'is missing' }],
    );
  },
  properties: (wanted, meeting) =>
    problemsOf(entriesOf(wanted), ([key, schema]) =>
      Object.hasOwn(objectOf(meeting.value), key) ? checkKey(schema, key, meeting) : [],
    ),
  patternProperties: (wanted, meeting) =>
    problemsOf(entriesOf(wanted), ([pattern, schema]) =>
      problemsOf(Object.keys(objectOf(meeting.value)), (key) =>
        meeting.checker.matches(pattern, key) ? checkKey(schema, key, meeting) : [],
      ),
    ),
  additionalProperties: (wanted, meeting) => {
    const patterns = Object.keys(objectOf(meeting.schema.patternProperties));
    return problemsOf(Object.keys(objectOf(meeting.value)), (key) => {
      if (isNamed(key, patterns, meeting)) return [];
      if (wanted === false) return [{ at: [...meeting.at, key], message: 'is not allowed' }];
      return checkKey(wanted, key, meeting);
    });
  },
  propertyNames: (wanted, { value, at, checker }) =>
    problemsOf(Object.keys(objectOf(value)), (key) => checker.check(wanted, key, [...at, key])),
  minProperties: (wanted, meeting) =>
    ofObject(meeting, (size) => size >= Number(wanted), `must have at least ${wanted} keys`),
  maxProperties: (wanted, meeting) =>
    ofObject(meeting, (size) => size <= Number(wanted), `must have at most ${wanted} keys`),
  dependentRequired: (wanted, { value, at, checker }) =>
    problemsOf(present(wanted, value), ([key, names]) => {
      const message = `is missing: ${shown(key)} needs it`;
      checker.spend(Math.ceil(listOf(names).length / 10));
      return problemsOf(listOf(names), (name) =>
        Object.hasOwn(objectOf(value), String(name)) ? [] : [{ at: [...at, String(name)], message }],
      );
    }),
  dependentSchemas: (wanted, { value, at, checker }) =>
    problemsOf(present(wanted, value), ([, schema]) => checker.check(schema, value, at)),
};

function checkPrefix(schemas: readonly Json[], { value, at, checker }: Meeting): readonly SchemaProblem[] {
  return problemsOf(listOf(value).slice(0, schemas.length), (item, index) =>
    checker.check(schemas[index] ?? true, item, [...at, index]),
  );
}

function checkRest(schema: Json, from: number, { value, at, checker }: Meeting): readonly SchemaProblem[] {
  return problemsOf(listOf(value).slice(from), (item, index) =>
    checker.check(schema, item, [...at, from + index]),
  );
}

function checkContains(wanted: Json, meeting: Meeting): readonly SchemaProblem[] {
  const { value, schema, at, checker } = meeting;
  if (!Array.isArray(value)) return [];
  const least = Number(schema.minContains ?? 1);
  const most = Number(schema.maxContains ?? Number.POSITIVE_INFINITY);
  const found = value.filter(
    (item, index) => checker.check(wanted, item, [...at, index]).length === 0,
  ).length;
  const bounds = Number.isFinite(most) ? `${least} to ${most}` : `at least ${least}`;
  return unless(
    found >= least && found <= most,
    meeting,
    `must hold ${bounds} items of a kind, but holds ${found}`,
  );
}

function checkKey(schema: Json, key: string, { value, at, checker }: Meeting): readonly SchemaProblem[] {
  return checker.check(schema, objectOf(value)[key] ?? null, [...at, key]);
}

function isNamed(key: string, patterns: readonly string[], { schema, checker }: Meeting): boolean {
  if (Object.hasOwn(objectOf(schema.properties), key)) return true;
  return patterns.some((pattern) => checker.matches(pattern, key));
}

function areUnique(items: readonly Json[], { checker }: Meeting): boolean {
  return new Set(items.map((item) => checker.identity(item))).size === items.length;
}

function ofList(
  meeting: Meeting,
  holds: (items: readonly Json[]) => boolean,
  message: string,
): readonly SchemaProblem[] {
  return unless(!Array.isArray(meeting.value) || holds(meeting.value), meeting, message);
}

function ofObject(
  meeting: Meeting,
  holds: (size: number) => boolean,
  message: string,
): readonly SchemaProblem[] {
  const { value } = meeting;
  return unless(!isJsonObject(value) || holds(Object.keys(value).length), meeting, message);
}

/** Entries of the keyword whose key the value has. */
function present(wanted: Json, value: Json): readonly (readonly [string, Json])[] {
  return entriesOf(wanted).filter(([key]) => Object.hasOwn(objectOf(value), key));
}

function entriesOf(value: Json): readonly (readonly [string, Json])[] {
  return Object.entries(objectOf(value));
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
