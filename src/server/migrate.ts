import {
  type MigrationStatus,
  migrateBack,
  migrateDatabase,
  migrationStatus,
  openDatabase,
  unfit,
} from '../persistence/index.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import type { Config } from './config.ts';

/** What can be done with the migrations of a database, without a server. All throw AppErrors `database/…`. */
export interface Migrations {
  /** Brings it to this version; the names of what was applied. */
  up(): Promise<readonly string[]>;
  /** Takes the last one back; its name, null where there is none. */
  down(): Promise<string | null>;
  status(): Promise<readonly MigrationStatus[]>;
}

/** With the database of the environment, which is started and stopped for it where it is the built-in one. */
export async function withMigrations<T>(
  config: Config,
  log: ServerLog,
  work: (migrations: Migrations) => Promise<T>,
): Promise<T> {
  const { DATABASE_URL: url, CHATTER_DATA_DIR: dataDirectory } = config;
  const database = await openDatabase({ ...(url === undefined ? {} : { url }), dataDirectory, log });
  try {
    return await work({
      up: () => migrateDatabase(database.url),
      down: () => migrateBack(database.url),
      status: () => migrationStatus(database.url),
    });
  } catch (error) {
    throw unfit(error);
  } finally {
    await database.stop();
  }
}
