import { createPgBossDispatcher } from '../dispatch/index.ts';
import { type MigrationStatus, migrateBack, migrateDatabase, migrationStatus } from '../persistence/index.ts';
import { type CommandContext, withConfiguredDatabase } from './configured-database.ts';

/** What can be done with the migrations of a database, without a server. All throw AppErrors `database/…`. */
export interface Migrations {
  /** Brings it to this version, with the queues, so that a server needs no right to make tables; what was applied. */
  up(): Promise<readonly string[]>;
  /** Takes the last one back; its name, null where there is none. */
  down(): Promise<string | null>;
  status(): Promise<readonly MigrationStatus[]>;
}

/** With the database of the environment, which is started and stopped for it where it is the built-in one. */
export function withMigrations<T>(
  context: CommandContext,
  work: (migrations: Migrations) => Promise<T>,
): Promise<T> {
  return withConfiguredDatabase(context, (url) =>
    work({
      up: async () => {
        const applied = await migrateDatabase(url);
        const dispatcher = createPgBossDispatcher({ database: { url }, log: context.log });
        await dispatcher.open().finally(() => dispatcher.stop());
        return applied;
      },
      down: () => migrateBack(url),
      status: () => migrationStatus(url),
    }),
  );
}
