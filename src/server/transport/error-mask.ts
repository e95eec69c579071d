import { GraphQLError, type GraphQLHTTPErrorExtensions } from 'graphql';
import type { AppError } from '../../kernel/index.ts';
import type { ServerLog } from '../../runtime/ports/server-log.ts';
import { currentCorrelationId } from './correlation-id.ts';

/** What a client may see of an error. */
export type MaskError = (error: unknown) => GraphQLError;

/** `spec`: a client that asked for `application/json` gets 200 instead, as GraphQL over HTTP wants it. */
const refusedOperation: GraphQLHTTPErrorExtensions = { status: 400, spec: true };

/** The responses by which HTTP says that nothing of a request ran. */
const responses: Readonly<Record<string, GraphQLHTTPErrorExtensions>> = {
  unauthenticated: { status: 401 },
  forbidden: { status: 403 },
  'database/unavailable': { status: 503, headers: { 'retry-after': '1' } },
  'internal/unexpected': { status: 500 },
  'input/invalid': refusedOperation,
  'limit/operation': refusedOperation,
};

/** Masks errors, tells HTTP what status they mean, and logs once what nobody expected. */
export function createErrorMask(mask: MaskError, log: ServerLog): MaskError {
  /** An error passes through several hands, each of which masks what it is given. */
  const done = new WeakSet<GraphQLError>();
  return (error) => {
    if (error instanceof GraphQLError && done.has(error)) return error;
    const masked = mask(error);
    done.add(masked);
    const code = String(masked.extensions.code);
    if (code === 'internal/unexpected') {
      const correlationId = currentCorrelationId.getStore() ?? null;
      log.error('an operation failed unexpectedly', { error: causeOf(error), correlationId });
    }
    const http = httpOf(error) ?? responses[code];
    if (http && !masked.path) masked.extensions.http = { ...http };
    return masked;
  };
}

/** As it is sent over a WebSocket, where there is no status. */
export function withoutHttp(error: GraphQLError) {
  const { extensions, ...rest } = error.toJSON();
  if (!extensions) return rest;
  const { http: _, ...others } = extensions;
  return { ...rest, extensions: others };
}

/** An error of one code, with the status of the response that carries it. */
export function httpError(status: number, error: AppError): GraphQLError {
  return new GraphQLError(error.message, { originalError: error, extensions: { http: { status } } });
}

/** What the transport itself has said of the response. */
function httpOf(error: unknown): GraphQLHTTPErrorExtensions | undefined {
  return error instanceof GraphQLError ? error.extensions.http : undefined;
}

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}
