import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
} from 'graphql';

/** A place where a client names something by its id. */
export interface IdPlace {
  /** `Mutation.executeWorkflow(input.target.definition.id)` */
  readonly place: string;
  readonly type: string;
  readonly field: GraphQLField<unknown, unknown>;
  /** The input object that holds it; null: it is an argument. */
  readonly holder: string | null;
}

/** Every place of the schema that takes an id, also deep inside inputs. */
export function idPlaces(schema: GraphQLSchema): readonly IdPlace[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args
          .flatMap((argument) => within(argument.type, argument.name, null, []))
          .map(({ path, holder }) => ({
            place: `${type.name}.${field.name}(${path})`,
            type: type.name,
            field,
            holder,
          })),
      ),
    );
}

interface Found {
  readonly path: string;
  readonly holder: string | null;
}

function within(
  type: GraphQLInputType,
  path: string,
  holder: string | null,
  around: readonly string[],
): readonly Found[] {
  const named = getNamedType(type);
  if (named.name === 'ID') return [{ path, holder }];
  if (!isInputObjectType(named) || around.includes(named.name)) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    within(field.type, `${path}.${field.name}`, named.name, [...around, named.name]),
  );
}
