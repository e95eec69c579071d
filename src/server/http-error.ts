import { GraphQLError } from 'graphql';
import type { AppError } from '../kernel/index.ts';

/** The error, with the status of the HTTP response that carries it. */
export function httpError(status: number, error: AppError): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: error.code, http: { status } },
  });
}
