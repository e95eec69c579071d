import { GraphQLError, Kind } from 'graphql';
import { AppError, type ErrorCode } from '../kernel/index.ts';

const mostCharacters = 1_000;

/**
 * What a client may see of an error. An AppError shows its code, message and details; what GraphQL says of the
 * operation itself stays as it is, with the code `input/invalid`; everything else is masked. Never a stack.
 */
export function maskError(error: unknown): GraphQLError {
  const chain = causesOf(error);
  const known = chain.find((one) => AppError.is(one));
  if (known && known.code !== 'internal/unexpected') return shown(error, known.message, codeOf(known));
  if (error instanceof GraphQLError && chain.every(isAboutRequest)) {
    return shown(error, shortened(error.message), { code: 'input/invalid', retryable: false });
  }
  return shown(error, 'something failed that Chatter did not expect; the log of the server holds the cause', {
    code: 'internal/unexpected',
    retryable: false,
  });
}

/** GraphQL repeats what it refuses, which may be a word of megabytes. */
function shortened(message: string): string {
  return message.length > mostCharacters ? `${message.slice(0, mostCharacters)}…` : message;
}

interface Extensions {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly [name: string]: unknown;
}

function codeOf({ code, retryable, details }: AppError): Extensions {
  return { code, retryable, ...(Object.keys(details).length > 0 ? { details } : {}) };
}

function shown(error: unknown, message: string, extensions: Extensions): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions });
  const { nodes, source, positions, path } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}

/** The error and what it was made of, from the outside in. */
function causesOf(error: unknown): readonly unknown[] {
  const inner = error instanceof GraphQLError ? error.originalError : undefined;
  return inner === undefined || inner === null ? [error] : [error, ...causesOf(inner)];
}

/**
 * GraphQL refuses the operation before anything runs (there is no path), or a value in it when the field that it was
 * written for is reached: then it points at that value and not at a field.
 */
function isAboutRequest(error: unknown, at: number, chain: readonly unknown[]): boolean {
  if (!(error instanceof GraphQLError)) return false;
  if (!error.path) return true;
  const inner = chain[at + 1];
  if (!(inner instanceof GraphQLError)) return false;
  const pointsAt = inner.nodes?.[0]?.kind ?? Kind.FIELD;
  return pointsAt !== Kind.FIELD;
}
