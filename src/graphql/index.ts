export { createGraphqlContexts, type GraphqlContext } from './graphql-context.ts';
export { maskError } from './mask-error.ts';
export { parseOperation } from './parse-operation.ts';
export { createSchema, printedSchema } from './schema.ts';
