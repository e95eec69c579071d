import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Of each list so many: nested lists of whole pages would be beyond the limits of an operation. */
const fewItems = '3';

/** What is given at a place, where it must be, or is to be other than a few items. */
const given: Readonly<Record<string, string>> = {
  'Query.executionEvents(executionId)': '$id',
  'Query.executionEvents(first)': '100',
  'WorkflowDefinition.version(number)': '1',
  'WorkflowExecution.events(first)': '100',
};

/**
 * A field with everything below it, but for some. Of a type that stands above, only what leads no further: types lead in
 * circles.
 */
export function wholeSelection(
  schema: GraphQLSchema,
  parent: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  /** As `WorkflowExecution.log`. */
  without: ReadonlySet<string> = new Set(),
): string {
  return selectionOf({ schema, without }, parent, field, [parent.name]);
}

interface Selecting {
  readonly schema: GraphQLSchema;
  readonly without: ReadonlySet<string>;
}

function selectionOf(
  selecting: Selecting,
  parent: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  above: readonly string[],
): string {
  const asked = `${parent.name}_${field.name}: ${field.name}${argumentsOf(parent, field)}`;
  const type = getNamedType(field.type);
  return isCompositeType(type) ? `${asked} ${belowOf(selecting, type, above)}` : asked;
}

function argumentsOf({ name: type }: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string {
  const passed = field.args.flatMap((argument) => {
    const place = `${type}.${field.name}(${argument.name})`;
    const value = given[place] ?? (argument.name === 'first' ? fewItems : undefined);
    if (value !== undefined) return [`${argument.name}: ${value}`];
    if (isRequiredArgument(argument)) throw new Error(`say in this file what ${place} is asked with`);
    return [];
  });
  return passed.length === 0 ? '' : `(${passed.join(', ')})`;
}

function belowOf(selecting: Selecting, type: GraphQLNamedType, above: readonly string[]): string {
  const { schema, without } = selecting;
  if (isAbstractType(type)) {
    const possible = schema.getPossibleTypes(type);
    return `{ __typename ${possible.map((one) => `... on ${one.name} ${belowOf(selecting, one, above)}`).join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const isAbove = above.includes(type.name);
  const fields = Object.values(type.getFields()).filter(
    (field) =>
      !without.has(`${type.name}.${field.name}`) && (!isAbove || !isCompositeType(getNamedType(field.type))),
  );
  return `{ ${fields.map((field) => selectionOf(selecting, type, field, [...above, type.name])).join(' ')} }`;
}
