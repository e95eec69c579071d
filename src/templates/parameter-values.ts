import { advice } from '../expression/known-names.ts';
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

/** The issue of a place in the graph with a name that is no parameter's. */
export function unknownParameter(name: string, values: JsonObject, path: string): ParameterIssue {
  const { help, suggestion } = helpWith(name, Object.keys(values));
  const message = `names the parameter "${name.slice(0, longestNamed)}": ${help}`;
  return parameterIssue('parameter/unknown', path, message, { suggestion });
}

/** The issue of a value that was given to no parameter. */
export function undeclaredParameter(name: string, declared: JsonObject): ParameterIssue {
  const { help, suggestion } = helpWith(name, Object.keys(declared));
  const path = `parameters.${name.slice(0, longestNamed)}`;
  return parameterIssue('parameter/unknown', path, `means nothing: ${help}`, { suggestion });
}

function helpWith(name: string, names: readonly string[]) {
  const suggestion = nearestName(name, names);
  return { help: advice(suggestion, names, 'there are no parameters'), suggestion };
}

const longestNamed = 100;
