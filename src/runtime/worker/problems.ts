/** Why an execution fails that its worker cannot move. */
import type { NodeError } from '../../engine/index.ts';
import { AppError } from '../../kernel/index.ts';
import type { WriterClosedError } from '../append/execution-writer.ts';
import { CommitError } from '../ports/event-log.ts';

export const unexpected: NodeError = {
  code: 'internal/unexpected',
  message: "the execution failed unexpectedly: the server's log holds the cause",
  retryable: false,
};

export function poisoned(executionId: string, times: number): NodeError {
  const message = `execution ${executionId} ended its worker ${times} times in a row without getting on: look for a node that takes too much memory, or stalls the process`;
  return { code: 'execution/poisoned', message, retryable: false };
}

export function unwritable(executionId: string): NodeError {
  const message = `the database refused what execution ${executionId} would record: the server's log holds the cause`;
  return { code: 'execution/unwritable', message, retryable: false };
}

/** Why the log itself has refused to write something; null: it was the database. */
export function refusalOfLog({ cause: failure }: WriterClosedError): NodeError | null {
  const cause = failure instanceof CommitError ? failure.cause : undefined;
  return AppError.is(cause) ? errorOf(cause) : null;
}

export function errorOf({ code, message, retryable }: AppError): NodeError {
  return { code, message, retryable };
}
