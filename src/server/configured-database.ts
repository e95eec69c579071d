import {
  type OpenDatabase,
  openDatabase,
  unavailable,
  unfit,
  withOwnSessions,
} from '../persistence/index.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import type { Config } from './config.ts';
import { unlessLeaving, untilStarted } from './program/leaving.ts';

export interface CommandContext {
  readonly config: Config;
  readonly log: ServerLog;
  /** Aborted when the command is to leave. */
  readonly leaving: AbortSignal;
}

/**
 * The database of the environment: the one at `DATABASE_URL`, or the built-in one of the data folder.
 * @throws AppError `database/…`
 */
export function openConfiguredDatabase(
  { DATABASE_URL: url, CHATTER_DATA_DIR: dataDirectory }: Config,
  log: ServerLog,
): Promise<OpenDatabase> {
  return openDatabase({ ...(url === undefined ? {} : { url }), dataDirectory, log });
}

/**
 * Does something with the database of the environment, without a server. The built-in one is started and stopped for that;
 * at `DATABASE_URL`, only the sessions of this command end.
 *
 * @throws AppError `database/…`; what `leaving` was aborted with, once everything is ended that was begun
 */
export async function withConfiguredDatabase<T>(
  { config, log, leaving }: CommandContext,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const opening = openConfiguredDatabase(config, log);
  // At a server of others nothing is begun that would have to be ended.
  const isOurs = config.DATABASE_URL === undefined;
  const database = await (isOurs ? untilStarted(opening, leaving) : unlessLeaving(opening, leaving));
  try {
    leaving.throwIfAborted();
    return await inOwnSessions(database.url, leaving, work);
  } catch (error) {
    throw unavailable(unfit(error));
  } finally {
    await database.stop();
  }
}

async function inOwnSessions<T>(
  address: string,
  leaving: AbortSignal,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const { url, end } = withOwnSessions(address);
  try {
    return await unlessLeaving(work(url), leaving);
  } finally {
    if (leaving.aborted) await end();
  }
}
