import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOrm } from '../../src/persistence/stores/open-orm.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createEmptyDatabase();
});
afterAll(() => database.drop());

async function nameOfConnection(url: string): Promise<unknown> {
  const orm = await openOrm(url);
  const rows = await orm.fork().execute("select current_setting('application_name') as name");
  await orm.close();
  return rows;
}

it('what the address of a database asks for beside the place, as TLS or a name, holds for mapped tables, too', async () => {
  const address = new URL(database.url);
  address.searchParams.set('application_name', 'named by the address');
  expect(await nameOfConnection(address.href)).toEqual([{ name: 'named by the address' }]);
});

it('connections for mapped tables have a name in pg_stat_activity, as all others have', async () => {
  expect(await nameOfConnection(database.url)).toEqual([{ name: 'chatter-stores' }]);
});
