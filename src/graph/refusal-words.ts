import type { z } from 'zod';
import { nearestName } from '../expression/nearest-name.ts';
import { isJsonObject, type Json } from '../kernel/index.ts';
import { quoted } from './validation-issue.ts';

/**
 * What a schema refuses, in the words of people who write documents, to be read after the name of the place: `is 9: at
 * most 2 is allowed`.
 */
export function refusalOf(issue: z.core.$ZodIssue, value: Json | undefined): string {
  const wanted = wantedBy(issue);
  return value === undefined ? `is missing: ${wanted}` : `is ${described(value)}: ${wanted}`;
}

/** What stands at a place, undefined where there is nothing. */
export function valueAt(whole: Json, path: readonly PropertyKey[]): Json | undefined {
  let value: Json | undefined = whole;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (value !== undefined && isJsonObject(value) && Object.hasOwn(value, key)) {
      value = value[String(key)];
    } else return undefined;
  }
  return value;
}

/** The same without the value, which may be a secret: `at most 2 is allowed`. */
export function wantedBy(issue: z.core.$ZodIssue | z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `it must be ${articled(issue.expected)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin, issue.maximum)} allowed`;
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin, issue.minimum)} required`;
    case 'invalid_value':
      return `it must be ${issue.values.map((allowed) => JSON.stringify(allowed)).join(' or ')}`;
    case 'invalid_format':
      return issue.format === 'uuid' ? `it must be an id, as "${exampleId}"` : `it ${issue.message}`;
    default:
      return `it ${issue.message}`;
  }
}

/** What a misspelt value was probably meant to be, where only some are allowed. */
export function meantBy(issue: z.core.$ZodIssue, value: Json | undefined): string | undefined {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return undefined;
  return nearestName(
    value,
    issue.values.filter((allowed) => typeof allowed === 'string'),
  );
}

const exampleId = '0198c0de-0000-7000-8000-00000000abcd';

function unitOf(origin: string, count: number | bigint): string {
  const isOne = Number(count) === 1;
  if (origin === 'string') return isOne ? ' character is' : ' characters are';
  if (origin === 'array') return isOne ? ' item is' : ' items are';
  return ' is';
}

function articled(type: string): string {
  if (type === 'int') return 'a whole number';
  if (type === 'record') return 'an object';
  if (type === 'array') return 'a list';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function described(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}
