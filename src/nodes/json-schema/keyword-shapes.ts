/** The form that the value of a keyword must have. */
export type KeywordShape =
  | 'any'
  | 'boolean'
  | 'count'
  | 'list'
  | 'number'
  | 'pattern'
  | 'positive'
  | 'reference'
  | 'schema'
  | 'schemaOrSchemas'
  | 'schemas'
  | 'schemasByName'
  | 'schemasByPattern'
  | 'texts'
  | 'textsByName'
  | 'types';

/**
 * Every keyword that says something about a value. `format` and other words that this table does not hold are
 * remarks for people and forms, as the specification has it.
 */
export const keywordShapes: ReadonlyMap<string, KeywordShape> = new Map<string, KeywordShape>([
  ['$defs', 'schemasByName'],
  ['$ref', 'reference'],
  ['additionalItems', 'schema'],
  ['additionalProperties', 'schema'],
  ['allOf', 'schemas'],
  ['anyOf', 'schemas'],
  ['const', 'any'],
  ['contains', 'schema'],
  ['definitions', 'schemasByName'],
  ['dependentRequired', 'textsByName'],
  ['dependentSchemas', 'schemasByName'],
  ['else', 'schema'],
  ['enum', 'list'],
  ['exclusiveMaximum', 'number'],
  ['exclusiveMinimum', 'number'],
  ['if', 'schema'],
  ['items', 'schemaOrSchemas'],
  ['maxContains', 'count'],
  ['maximum', 'number'],
  ['maxItems', 'count'],
  ['maxLength', 'count'],
  ['maxProperties', 'count'],
  ['minContains', 'count'],
  ['minimum', 'number'],
  ['minItems', 'count'],
  ['minLength', 'count'],
  ['minProperties', 'count'],
  ['multipleOf', 'positive'],
  ['not', 'schema'],
  ['oneOf', 'schemas'],
  ['pattern', 'pattern'],
  ['patternProperties', 'schemasByPattern'],
  ['prefixItems', 'schemas'],
  ['properties', 'schemasByName'],
  ['propertyNames', 'schema'],
  ['required', 'texts'],
  ['then', 'schema'],
  ['type', 'types'],
  ['uniqueItems', 'boolean'],
]);

/** Keywords that would refuse values and that are not understood here: to pass over them would let those in. */
export const unsupportedKeywords: ReadonlySet<string> = new Set([
  '$dynamicRef',
  '$recursiveRef',
  'dependencies',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
