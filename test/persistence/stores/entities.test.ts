import { MikroORM, type Options } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entities } from '../../../src/persistence/entities/index.ts';
import { ormOptions } from '../../../src/persistence/orm-options.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await createTestDatabase();
  const options: Options = { ...ormOptions(database.url), entities };
  orm = await MikroORM.init(options);
});
afterAll(async () => {
  await orm.close();
  await database.drop();
});

it('every entity has a table, and every property a column of its type that may be null where it may', async () => {
  const statements = await orm.schema.getUpdateSchemaSQL({ safe: true });
  const differences = statements
    .split('\n')
    .filter((line) => /create table|add column|add "|\btype\b|\bnot null\b/.test(line));
  expect(differences).toEqual([]);
});
