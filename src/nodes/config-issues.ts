import type { z } from 'zod';
import { nearestName } from '../expression/nearest-name.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';

/** What is wrong with a node's configuration. */
export interface ConfigIssue {
  /** Place in the configuration, as `cases.0.condition`; empty: the whole. */
  readonly at: string;
  /** To be read after the name of the place: `is missing: it must be a string`. */
  readonly message: string;
  /** What was probably meant, ready to be written at the place. */
  readonly suggestion?: string;
}

/** What zod refuses, in the words of people who write documents. */
export function configIssues(
  issues: readonly z.core.$ZodIssue[],
  config: JsonObject,
  configSchema: JsonObject,
): ConfigIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey([...issue.path, key], configSchema));
    }
    return [{ at: issue.path.join('.'), message: messageOf(issue, valueAt(config, issue.path)) }];
  });
}

function unknownKey(path: readonly PropertyKey[], configSchema: JsonObject): ConfigIssue {
  const known = knownKeys(path.slice(0, -1), configSchema);
  const suggestion = nearestName(String(path.at(-1)).slice(0, 100), known);
  const at = path.join('.');
  if (suggestion !== undefined)
    return { at, message: `means nothing: did you mean "${suggestion}"?`, suggestion };
  const what = known.length === 0 ? 'nothing can be set here' : `known are ${known.join(', ')}`;
  return { at, message: `means nothing: ${what}` };
}

/** The keys that an object at this place may have. */
function knownKeys(path: readonly PropertyKey[], configSchema: JsonObject): readonly string[] {
  let schema: Json | undefined = configSchema;
  for (const key of path) {
    if (!isJsonObject(schema)) return [];
    schema = typeof key === 'number' ? schema.items : propertyOf(schema, String(key));
  }
  return isJsonObject(schema) && isJsonObject(schema.properties) ? Object.keys(schema.properties) : [];
}

function propertyOf({ properties }: JsonObject, name: string): Json | undefined {
  return isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function valueAt(config: JsonObject, path: readonly PropertyKey[]): Json | undefined {
  let value: Json | undefined = config;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isJsonObject(value) && Object.hasOwn(value, key)) value = value[String(key)];
    else return undefined;
  }
  return value;
}

function messageOf(issue: z.core.$ZodIssue, value: Json | undefined): string {
  if (issue.code === 'custom') return issue.message;
  const wanted = wantedBy(issue);
  return value === undefined ? `is missing: ${wanted}` : `is ${described(value)}: ${wanted}`;
}

function wantedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `it must be ${articled(issue.expected)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)} allowed`;
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin)} required`;
    case 'invalid_value':
      return `it must be ${issue.values.map((allowed) => JSON.stringify(allowed)).join(' or ')}`;
    default:
      return `it ${issue.message}`;
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters are';
  return origin === 'array' ? ' items are' : ' is';
}

function articled(type: string): string {
  if (type === 'int') return 'a whole number';
  if (type === 'record') return 'an object';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function described(value: Json): string {
  if (typeof value === 'string')
    return value.length > 80 ? `"${value.slice(0, 79)}…"` : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}
