import { nearestName } from '../expression/nearest-name.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';
import { type ParameterIssue, parameterIssue } from './parameter-issue.ts';

/** The value of a key that is the object's own; null where it has none. */
export function ownValue(values: JsonObject, name: string): Json {
  return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}

/** The value that a path of names leads to: null where something on the way has no such key. */
export function valueAtPath(values: JsonObject, names: readonly string[]): Json {
  return names.reduce<Json>((value, name) => (isJsonObject(value) ? ownValue(value, name) : null), values);
}

/** The issue of a name that is no parameter's. */
export function unknownParameter(name: string, values: JsonObject, path: string): ParameterIssue {
  const names = Object.keys(values);
  const suggestion = nearestName(name, names);
  const message = `names the parameter "${name.slice(0, 100)}", and ${knownNames(names)}`;
  return parameterIssue('parameter/unknown', path, message, { suggestion });
}

/** The first of them: a template may have thousands, and each wrong name is answered with them. */
function knownNames(names: readonly string[]): string {
  if (names.length === 0) return 'there are none';
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return `known are ${names.slice(0, mostNamed).join(', ')}${more}`;
}

const mostNamed = 12;
