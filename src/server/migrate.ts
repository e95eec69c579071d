import { migrateDatabase, openDatabase } from '../persistence/index.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import type { Config } from './config.ts';

/** Brings the database to this version, without a server. @throws AppError `database/…` */
export async function migrate(config: Config, log: ServerLog): Promise<void> {
  const { DATABASE_URL: url, CHATTER_DATA_DIR: dataDirectory } = config;
  const database = await openDatabase({ ...(url === undefined ? {} : { url }), dataDirectory, log });
  try {
    await migrateDatabase(database.url);
  } finally {
    await database.stop();
  }
}
