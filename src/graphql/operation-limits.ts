import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type DocumentNode, type GraphQLResolveInfo, Kind } from 'graphql';
import { AppError } from '../kernel/index.ts';

/** What one operation may ask for. Far above what interfaces send, far below what would stall the server. */
export const operationLimits = {
  /** Of its text. */
  maxCharacters: 250_000,
  /** Words and signs of its text. Data belongs into variables. */
  maxTokens: 5000,
  /** Brackets inside brackets of its text. */
  maxNesting: 100,
  /** Selections inside selections. */
  maxDepth: 20,
  /** Selected fields, aliases and those of fragments included. */
  maxBreadth: 1000,
  /** A field costs 1, times the items of the lists it is in; what reads a log or begins work costs more. */
  maxComplexity: 50_000,
} as const;

/** What introspection may cost: half as much again as tools ask for that want to know everything. */
export const maxIntrospection = 400_000;

/** Of a field that only validates a workflow: nothing else runs meanwhile. */
export const validating = 2_500;

/** Of a field that changes something, waits, or reads a log. */
export const expensive = 250;

interface OperationSize {
  readonly depth: number;
  readonly breadth: number;
  readonly complexity: number;
}

/** The error for an operation that is beyond a limit. */
export function operationRefused({ depth, breadth, complexity }: OperationSize): AppError {
  const { maxDepth, maxBreadth, maxComplexity } = operationLimits;
  return new AppError(
    'limit/operation',
    `the operation is too large: depth ${depth} of at most ${maxDepth}, ${breadth} fields of at most ${maxBreadth}, cost ${complexity} of at most ${maxComplexity}; ask for less, or in several operations`,
  );
}

/** For subscriptions, which are to be refused before they begin. @throws AppError `limit/operation` */
export function requireWithinLimits({
  operation,
  fragments,
  schema,
  variableValues,
}: GraphQLResolveInfo): void {
  const query: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [operation, ...Object.values(fragments)],
  };
  // As they were sent: the same coercion follows once more.
  const sent = Object.entries(variableValues.sources).map(([name, { value }]) => [name, value]);
  const size = complexityFromQuery(query, { schema, variables: Object.fromEntries(sent) });
  const { maxDepth, maxBreadth, maxComplexity } = operationLimits;
  if (size.depth > maxDepth || size.breadth > maxBreadth || size.complexity > maxComplexity) {
    throw operationRefused(size);
  }
}

/** The error for an operation whose text is beyond a limit. */
export function operationTextRefused(): AppError {
  const { maxCharacters, maxTokens, maxNesting } = operationLimits;
  return new AppError(
    'limit/operation',
    `the text of the operation is too long or too deep: at most ${maxCharacters} characters, ${maxTokens} words and signs, and ${maxNesting} levels of brackets; send data as variables`,
  );
}

/** The error for an operation that asks too much of the schema itself. */
export function introspectionRefused(): AppError {
  return new AppError(
    'limit/operation',
    'the operation asks too much of the schema: ask for each part of it once, or read schema.graphql',
  );
}
