import { migrateDatabase } from '../../src/persistence/migrate.ts';

/** Fills the template that every test database is a copy of. */
export async function prepareTemplate(url: string): Promise<void> {
  await migrateDatabase(url);
}
