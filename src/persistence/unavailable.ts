import { DatabaseError } from 'pg';
import { AppError } from '../kernel/index.ts';

/** An error that says something of the statement is a bug, and stays what it is. */
export function unavailable(error: unknown): unknown {
  const saysOther = error instanceof DatabaseError && !/^(08|53|57|58)/.test(error.code ?? '');
  if (saysOther || error instanceof AppError) return error;
  return new AppError('database/unavailable', 'the database does not answer: try again', {
    retryable: true,
    cause: error,
  });
}
