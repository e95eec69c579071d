/**
 * Makes a graph of a template and its parameters. An author writes `params.name` wherever an expression stands, and
 * `{{ params.name }}` in a text or for a value.
 *
 * T1  No value of a parameter becomes code. Expressions read parameters as data, from the variable `params` of the
 *     graph; only what no expression is read from is written into the document.
 * T2  Parameters make no nodes, edges, conditions or outputs: what a template can do is its author's to say.
 * T3  The result is a document like any other: it is not trusted, and is validated before it is stored or run.
 */
import { documentLimits } from '../graph/index.ts';
import { err, isJsonObject, type Json, type JsonObject, ok, type Result } from '../kernel/index.ts';
import type { NodeRegistry } from '../nodes/index.ts';
import { instantiateConfig } from './instantiate-config.ts';
import { type ParameterIssue, parameterIssue } from './parameter-issue.ts';
import { inGraph, ParameterUse } from './parameter-use.ts';
import { readParameters } from './read-parameters.ts';
import { parametersName } from './rename-params.ts';
import { lengthOfPlaces, rewriteTextsOf } from './rewrite-texts.ts';

export interface TemplateContent {
  readonly graph: JsonObject;
  /** JSON Schema of the parameters. */
  readonly parameters: JsonObject;
}

/** The document that the parameters make of the template, not yet validated; or what is wrong with them. */
export function instantiateTemplate(
  template: TemplateContent,
  parameters: JsonObject,
  registry: NodeRegistry,
): Result<JsonObject, readonly ParameterIssue[]> {
  const values = readParameters(template.parameters, parameters);
  if (!values.ok) return values;
  if (lengthOfPlaces(template.graph) > longestPlaces) return err([tooLong]);
  const use = new ParameterUse(values.value);
  const document = withVariable(documentOf(template.graph, use, registry), use);
  return use.issues.length > 0 ? err(use.issues) : ok(document);
}

/** Places are kept by their names, in which the keys around them stand in full. */
const longestPlaces = 4 * documentLimits.maxBytes;
const tooLong = parameterIssue(
  'parameter/too-large',
  'graph',
  `names its places with more than ${longestPlaces} characters: shorten the keys around them`,
);

function documentOf(
  { nodes, edges, outputs, ...rest }: JsonObject,
  use: ParameterUse,
  registry: NodeRegistry,
): JsonObject {
  return {
    ...plainObject(rest, '', use),
    ...(nodes === undefined
      ? {}
      : { nodes: eachObject(nodes, 'nodes', (node, at) => nodeOf(node, at, { use, registry })) }),
    ...(edges === undefined
      ? {}
      : { edges: eachObject(edges, 'edges', (edge, at) => edgeOf(edge, at, use)) }),
    ...(outputs === undefined ? {} : { outputs: outputsOf(outputs, use) }),
  };
}

function nodeOf(
  { config, ...rest }: JsonObject,
  at: string,
  { use, registry }: { readonly use: ParameterUse; readonly registry: NodeRegistry },
): JsonObject {
  const node = plainObject(rest, at, use);
  if (config === undefined) return node;
  const { type, id } = node;
  return { ...node, config: instantiateConfig({ type, id, config, at: `${at}.config` }, use, registry) };
}

function edgeOf({ condition, ...rest }: JsonObject, at: string, use: ParameterUse): JsonObject {
  const edge = plainObject(rest, at, use);
  return condition === undefined ? edge : { ...edge, condition: source(condition, `${at}.condition`, use) };
}

function outputsOf(outputs: Json, use: ParameterUse): Json {
  if (!isJsonObject(outputs)) return outputs;
  const entries = Object.entries(outputs).map(([name, output]) => [
    name,
    source(output, `outputs.${name}`, use),
  ]);
  return Object.fromEntries(entries);
}

/** What expressions read the parameters from, if any does. */
function withVariable(document: JsonObject, use: ParameterUse): JsonObject {
  const variables = document.variables ?? {};
  if (!use.isRead || !isJsonObject(variables)) return document;
  if (Object.hasOwn(variables, parametersName)) {
    const message = 'has the name that the parameters need: rename the variable';
    use.note(parameterIssue('parameter/name-taken', inGraph(`variables.${parametersName}`), message));
  }
  return { ...document, variables: { ...variables, [parametersName]: use.values } };
}

function source(expression: Json, at: string, use: ParameterUse): Json {
  return typeof expression === 'string' ? use.expression(expression, at) : expression;
}

function plainObject(value: JsonObject, at: string, use: ParameterUse): JsonObject {
  return rewriteTextsOf(value, at, (text, place) => use.plain(text, place));
}

/** T2: what is no list of objects stays as it is, and is refused later. */
function eachObject(list: Json, name: string, write: (item: JsonObject, at: string) => JsonObject): Json {
  if (!Array.isArray(list)) return list;
  return list.map((item: Json, index) => (isJsonObject(item) ? write(item, `${name}.${index}`) : item));
}
