import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';

/** The places of a schema that nothing is said about. */
export function undescribed(schema: GraphQLSchema): readonly string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type))
    .flatMap((type) => [{ place: type.name, description: type.description }, ...partsOf(type)])
    .filter(({ description }) => !description?.trim())
    .map(({ place }) => place);
}

interface Part {
  readonly place: string;
  readonly description: string | null | undefined;
}

function partsOf(type: GraphQLNamedType): readonly Part[] {
  if (isEnumType(type)) {
    return type.getValues().map(({ name, description }) => ({ place: `${type.name}.${name}`, description }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(({ name, description }) => ({
      place: `${type.name}.${name}`,
      description,
    }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name, description, args }) => [
    { place: `${type.name}.${name}`, description },
    ...args.map((one) => ({ place: `${type.name}.${name}(${one.name}:)`, description: one.description })),
  ]);
}
