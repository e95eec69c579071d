import { type OpenDatabase, openDatabase, unfit } from '../persistence/index.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import type { Config } from './config.ts';

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
 * Does something with it, without a server. Where it is the built-in one, it is started and stopped for that.
 * @throws AppError `database/…`
 */
export async function withConfiguredDatabase<T>(
  config: Config,
  log: ServerLog,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const database = await openConfiguredDatabase(config, log);
  try {
    return await work(database.url);
  } catch (error) {
    throw unfit(error);
  } finally {
    await database.stop();
  }
}
