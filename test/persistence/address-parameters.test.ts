import { expect, inject, it } from 'vitest';
import { openOrm } from '../../src/persistence/stores/open-orm.ts';
import { withDatabase } from '../support/execute-sql.ts';

it('what the address of a database asks for beside the place, as TLS or a name, holds for mapped tables, too', async () => {
  const address = new URL(withDatabase(inject('databaseAdminUrl'), inject('databaseTemplate')));
  address.searchParams.set('application_name', 'named by the address');
  const orm = await openOrm(address.href);
  expect(await orm.fork().execute("select current_setting('application_name') as name")).toEqual([
    { name: 'named by the address' },
  ]);
  await orm.close();
});

it('connections for mapped tables have a name in pg_stat_activity, as all others have', async () => {
  const orm = await openOrm(withDatabase(inject('databaseAdminUrl'), inject('databaseTemplate')));
  expect(await orm.fork().execute("select current_setting('application_name') as name")).toEqual([
    { name: 'chatter-stores' },
  ]);
  await orm.close();
});
