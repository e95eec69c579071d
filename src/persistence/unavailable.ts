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

const tryAgain = 'the database does not answer: try again';

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
  return new AppError('database/unavailable', tryAgain, { retryable: true, cause: error });
}

/** What is thrown in the place of what PostgreSQL says during a start: whoever starts can do something about the reason. */
export function unavailableAtStart(thrown: unknown): unknown {
  const isGeneral = AppError.is(thrown) && thrown.message === tryAgain;
  const error = isGeneral ? thrown.cause : thrown;
  if (!(error instanceof Error)) return thrown;
  if (!isGeneral && !isSaidOfDatabase(error)) return thrown;
  const [reason = ''] = error.message.split('\n');
  const message = `PostgreSQL did not let the start end: ${reason}; see what limits the user of DATABASE_URL, and start again`;
  return new AppError('database/unavailable', message, { retryable: true, cause: error });
}

/** By what the error says, and not by its class: MikroORM makes its own of those of `pg`. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return isSaidOfDatabase(error) || systemCodes.test(codeOf(error) ?? '');
}

/** Which no other part of the program says. */
function isSaidOfDatabase(error: Error): boolean {
  const code = codeOf(error);
  return code === null ? messages.test(error.message) : sqlStates.test(code);
}

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}
