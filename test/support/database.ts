import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { executeSql, withDatabase } from './execute-sql.ts';

export interface TestDatabase {
  readonly url: string;
  /** Ends what is connected to it and removes it. */
  drop(): Promise<void>;
}

/** A migrated database of its own for one test file: a copy of the run's template. */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('databaseTemplate'));
}

/** A database without a table. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template1');
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const adminUrl = inject('databaseAdminUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  // Where nothing waits for the disk, as on the server of the tests, to copy files takes a third of the default way, which
  // writes every page to the log.
  await executeSql(adminUrl, `create database ${name} template ${template} strategy file_copy`);
  return {
    url: withDatabase(adminUrl, name),
    drop: async () => {
      await executeSql(adminUrl, `drop database ${name} with (force)`);
    },
  };
}
