import { documentLimits } from '../graph/index.ts';
import { err, type Json, type JsonObject, ok, type Result } from '../kernel/index.ts';
import { compileJsonSchema } from '../nodes/index.ts';
import { type ParameterIssue, parameterIssue } from './parameter-issue.ts';
import {
  checkParameterSchema,
  declaredParameters,
  defaultOf,
  requiredParameters,
} from './parameter-schema.ts';
import { ownValue, undeclaredParameter } from './parameter-values.ts';

/**
 * The value of every declared parameter: what was given, else its default, else null. Null stands for not given.
 * Names that are not declared are refused, whatever the schema says of additional properties.
 */
export function readParameters(
  schema: JsonObject,
  given: JsonObject,
): Result<JsonObject, readonly ParameterIssue[]> {
  const compiled = compileJsonSchema(schema);
  if (!compiled.ok) return err(checkParameterSchema(schema));
  const declared = declaredParameters(schema);
  const present = presentValues(declared, given);
  const unknown = Object.keys(given)
    .filter((name) => !Object.hasOwn(declared, name))
    .slice(0, documentLimits.maxIssues)
    .map((name) => undeclaredParameter(name, declared));
  const meant = new Set(unknown.map(({ suggestion }) => suggestion));
  const missing = requiredParameters(schema)
    .map(String)
    .filter((name) => !Object.hasOwn(present, name) && !meant.has(name));
  const issues = [...unknown, ...missing.map(missingParameter)];
  if (issues.length > 0) return err(issues);
  const problems = compiled.value.check(present);
  if (problems.length > 0) {
    const invalid = problems.map(({ at, message }) =>
      parameterIssue('parameter/invalid', ['parameters', ...at].join('.'), message),
    );
    return err(invalid);
  }
  const names = Object.keys(declared);
  return ok(Object.fromEntries(names.map((name) => [name, ownValue(present, name)])));
}

function presentValues(declared: JsonObject, given: JsonObject): JsonObject {
  const entries = Object.entries(declared).flatMap(([name, schema]): readonly [string, Json][] => {
    const value = ownValue(given, name) ?? defaultOf(schema) ?? null;
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

function missingParameter(name: string): ParameterIssue {
  return parameterIssue('parameter/missing', `parameters.${name}`, 'is missing, and has no default');
}
