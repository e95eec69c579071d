import { type Client, DatabaseError } from 'pg';
import { AppError } from '../kernel/index.ts';

const noSuchStatement = '26000';
const protocolViolation = '08P01';

const probe = { name: 'chatter-probe', text: 'select 1' };

/**
 * Refuses what stands between us and PostgreSQL where a connection does not keep what it has prepared: while one of two
 * connections holds a transaction, the other asks for its statement again.
 *
 * @throws AppError `database/unfit`
 */
export async function requireSessions(one: Client, other: Client): Promise<void> {
  await one.query(probe);
  await other.query('begin');
  try {
    await one.query(probe);
  } catch (cause) {
    if (!(cause instanceof DatabaseError) || cause.code !== noSuchStatement) throw cause;
    throw unfitPooler('gives every transaction another session: set pool_mode = session in PgBouncer', cause);
  } finally {
    await other.query('rollback');
  }
}

/** What is thrown in the place of a pooler's refusal of a connection. */
export function poolerRefusal(error: unknown): unknown {
  const isRefusal =
    error instanceof DatabaseError &&
    error.code === protocolViolation &&
    error.message.includes('startup parameter');
  if (!isRefusal) return error;
  return unfitPooler(
    'refuses options of a connection: set ignore_startup_parameters = options in PgBouncer',
    error,
  );
}

function unfitPooler(what: string, cause: Error): AppError {
  const message = `the pooler at DATABASE_URL ${what}, or let DATABASE_URL lead to PostgreSQL itself`;
  return new AppError('database/unfit', message, { cause });
}
