import { DatabaseError } from 'pg';
import type { CommitFailure } from '../../runtime/ports/event-log.ts';

/** The statement's guard divides by zero where a row is not what its owner believed. */
const divisionByZero = '22012';
const uniqueViolation = '23505';

/**
 * Classes of errors that say nothing of the data: the connection, a read-only server, a log-in, a missing database,
 * a deadlock, a schema that another version has changed, a full disk, locks, a shutdown, the machine. Waiting helps
 * there, and blaming the execution does not.
 */
const troubleClasses = /^(08|25|28|3D|40|42|53|55|57|58)/;

/** What an error of the append statement says of its appends. */
export function commitFailureOf(cause: unknown): CommitFailure {
  if (!(cause instanceof DatabaseError) || cause.code === undefined) return 'lost';
  if (cause.code === divisionByZero) return 'conflict';
  if (cause.code === uniqueViolation) {
    return cause.constraint === 'execution_event_pkey' ? 'conflict' : 'refused';
  }
  return troubleClasses.test(cause.code) ? 'lost' : 'refused';
}
