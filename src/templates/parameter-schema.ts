import { isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';
import { compileJsonSchema } from '../nodes/index.ts';
import { type ParameterIssue, parameterIssue } from './parameter-issue.ts';

/** As expressions can write it after `params.`. */
const parameterName = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/** The parameters that a schema declares, by their names. */
export function declaredParameters(schema: JsonObject): JsonObject {
  return isJsonObject(schema.properties) ? schema.properties : {};
}

export function requiredParameters(schema: JsonObject): readonly Json[] {
  return Array.isArray(schema.required) ? schema.required : [];
}

/** The value that a parameter has when none is given; undefined where it has none. */
export function defaultOf(schema: Json | undefined): Json | undefined {
  return schema !== undefined && isJsonObject(schema) ? schema.default : undefined;
}

/** What is wrong with the schema of a template's parameters, and with the defaults in it. */
export function checkParameterSchema(schema: JsonObject): readonly ParameterIssue[] {
  const compiled = compileJsonSchema(schema);
  if (!compiled.ok) return compiled.error.map(({ at, message }) => invalid(at, message));
  if (schema.type !== undefined && schema.type !== 'object') return [invalid(['type'], 'must be "object"')];
  return [...nameIssues(schema), ...requiredIssues(schema), ...defaultIssues(schema)];
}

function nameIssues(schema: JsonObject): readonly ParameterIssue[] {
  const refused = Object.keys(declaredParameters(schema)).filter((name) => !parameterName.test(name));
  const wanted = 'must begin with a letter or _, then have letters, digits and _ only';
  return refused.map((name) => invalid(['properties', name], wanted));
}

function requiredIssues(schema: JsonObject): readonly ParameterIssue[] {
  const declared = declaredParameters(schema);
  const unknown = requiredParameters(schema).filter((name) => !Object.hasOwn(declared, String(name)));
  return unknown.map((name) => invalid(['required'], `names "${String(name)}", which properties does not`));
}

/** Each default by its own schema: what is asked of all parameters together is asked once they have values. */
function defaultIssues({
  properties = {},
  $defs = {},
  definitions = {},
}: JsonObject): readonly ParameterIssue[] {
  const compiled = compileJsonSchema({ properties, $defs, definitions });
  if (!compiled.ok) return [];
  const defaults = Object.entries(declaredParameters({ properties })).flatMap(([name, declared]) => {
    const value = defaultOf(declared);
    return value === undefined ? [] : [[name, value] as const];
  });
  return compiled.value.check(Object.fromEntries(defaults)).map(({ at: [name], message }) => {
    const path = name === undefined ? 'parameters' : `parameters.properties.${name}.default`;
    return parameterIssue('parameter/default-invalid', path, message);
  });
}

function invalid(at: readonly (string | number)[], message: string): ParameterIssue {
  return parameterIssue('parameter/schema-invalid', ['parameters', ...at].join('.'), message);
}
