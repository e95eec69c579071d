import { err, isJsonObject, type Json, type JsonObject, type Result } from '../kernel/index.ts';
import { type ParameterIssue, parameterIssue } from './parameter-issue.ts';
import { declaredParameters, defaultOf } from './parameter-schema.ts';
import { readParameters } from './read-parameters.ts';

/**
 * Values that the parameters may have, to check a template with: defaults, then examples, then allowed values, then
 * the plainest value of the type.
 */
export function exampleParameters(schema: JsonObject): Result<JsonObject, readonly ParameterIssue[]> {
  const declared = declaredParameters(schema);
  const examples = Object.entries(declared).flatMap(([name, one]): readonly [string, Json][] => {
    const example = exampleOf(one);
    return example === undefined ? [] : [[name, example]];
  });
  const read = readParameters(schema, Object.fromEntries(examples));
  if (read.ok) return read;
  return err(
    read.error.map(({ path, message }) => {
      const at = path.replace(/^parameters\./, 'parameters.properties.');
      const why = `needs "default" or "examples", for a template to be checked with (tried: ${message})`;
      return parameterIssue('parameter/no-example', at, why);
    }),
  );
}

function exampleOf(schema: Json): Json | undefined {
  if (!isJsonObject(schema)) return undefined;
  const { examples, enum: allowed, const: only } = schema;
  return defaultOf(schema) ?? firstOf(examples) ?? firstOf(allowed) ?? only ?? plainest(schema);
}

function firstOf(list: Json | undefined): Json | undefined {
  return Array.isArray(list) ? list[0] : undefined;
}

function plainest(schema: JsonObject): Json | undefined {
  const { type } = schema;
  switch (Array.isArray(type) ? type[0] : type) {
    case 'string':
      return 'example'.padEnd(Number(schema.minLength ?? 0), '.').slice(0, Number(schema.maxLength ?? 1000));
    case 'integer':
    case 'number':
      return schema.minimum ?? schema.maximum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return plainestList(schema);
    case 'object':
      return plainestObject(schema);
    default:
      return undefined;
  }
}

function plainestList({ items, minItems }: JsonObject): Json {
  const item = items === undefined ? undefined : exampleOf(items);
  const length = Math.min(Number(minItems ?? 1), 100);
  return item === undefined ? [] : Array.from({ length }, () => item);
}

function plainestObject({ properties }: JsonObject): Json {
  const entries = Object.entries(isJsonObject(properties) ? properties : {});
  return Object.fromEntries(
    entries.flatMap(([name, schema]) => {
      const example = exampleOf(schema);
      return example === undefined ? [] : [[name, example] as const];
    }),
  );
}
