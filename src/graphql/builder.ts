import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import type { Json } from '../kernel/index.ts';
import type { GraphqlContext } from './graphql-context.ts';
import { operationLimits, operationRefused } from './operation-limits.ts';

/** What every type of the schema is built with. A field that may be null says so; the others never are. */
interface SchemaTypes {
  readonly Context: GraphqlContext;
  readonly DefaultFieldNullability: false;
  readonly Scalars: {
    readonly JSON: { readonly Input: Json; readonly Output: Json };
    /** Milliseconds since 1970. */
    readonly DateTime: { readonly Input: number; readonly Output: number };
    readonly Cursor: { readonly Input: string; readonly Output: string };
    readonly ID: { readonly Input: string; readonly Output: string };
  };
}

/** The same as Pothos itself names it in the types of fields and references. */
export type ApiTypes = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;

/** Declarations only: each file adds the types, queries, mutations and subscriptions of one thing to it. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ComplexityPlugin],
  defaultFieldNullability: false,
  complexity: {
    limit: {
      depth: operationLimits.maxDepth,
      breadth: operationLimits.maxBreadth,
      complexity: operationLimits.maxComplexity,
    },
    complexityError: (_, result) => operationRefused(result),
  },
});

builder.queryType({
  description:
    'What can be read. Everybody sees what is their own, and what is public; administrators the executions and definitions of others, where they name an execution or an owner.',
});
builder.mutationType({
  description:
    'What can be changed. Every answer is a union of a success and of the errors a caller is expected to handle.',
});
builder.subscriptionType({
  description: 'What can be watched, over WebSocket (graphql-transport-ws) or server-sent events.',
});
