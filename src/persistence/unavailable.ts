import { AppError } from '../kernel/index.ts';

/**
 * The connection, a server that takes no writes or cuts transactions short, a log-in, a missing database, too many
 * connections or a full disk, locks that others hold, a shutdown or a start, the machine.
 */
const sqlStates = /^(08|25|28|3D|53|55|57|58)...$/;

/** What the operating system says of a socket or of the name of a host: `ECONNRESET`, `EAI_AGAIN`. */
const systemCodes = /^E(?!RR_)[A-Z]+(_[A-Z]+)?$/;

/** What `pg` says, without a code, of a connection that it lost, could not get in time, or has closed. */
const messages =
  /^(Connection terminated|Client (was closed|has encountered a connection error)|timeout (expired|exceeded)|Cannot use a pool after)/;

/**
 * Does what asks the database. That it is away is said in one way, whatever noticed it; an error that says anything
 * else stays what it is.
 * @throws AppError `database/unavailable`
 */
export async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw unavailable(error);
  }
}

/** What is thrown in the place of an error of the database. */
export function unavailable(error: unknown): unknown {
  if (!isOutage(error)) return error;
  const message = 'the database does not answer: try again';
  return new AppError('database/unavailable', message, { retryable: true, cause: error });
}

/** By what the error says, and not by its class: MikroORM makes its own of those of `pg`. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string'
    ? sqlStates.test(code) || systemCodes.test(code)
    : messages.test(error.message);
}
