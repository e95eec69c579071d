import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../kernel/index.ts';

/** The error of a scalar for what a client has sent: one that GraphQL itself reports, with the place. */
export function invalidInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'input/invalid' satisfies ErrorCode } });
}
