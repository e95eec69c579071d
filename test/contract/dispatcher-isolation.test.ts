import { expect, it } from 'vitest';
import { createPgBossDispatcher } from '../../src/dispatch/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { executeSql } from '../support/execute-sql.ts';
import { openTestPool } from '../support/test-pool.ts';
import { queued } from './dispatcher-queued.ts';

it('processes share jobs without failing, also where the database keeps transactions further apart by itself', async () => {
  const { url, drop } = await createTestDatabase();
  const name = new URL(url).pathname.slice(1);
  await executeSql(url, `alter database ${name} set default_transaction_isolation = 'serializable'`);
  const said: string[] = [];
  const say = (message: string): void => void said.push(message);
  const all = Array.from({ length: 300 }, (_, index) => `e${index}`);
  const ran = new Set<string>();
  const done = Promise.withResolvers<void>();
  const dispatchers = [1, 2, 3].map(() =>
    createPgBossDispatcher({ database: { url }, log: { info: say, warn: say, error: say } }),
  );
  const [first] = dispatchers;
  await first?.open();
  const pool = openTestPool(url, 1);
  await first?.enqueue(queued(...all), pool);
  const run = async (id: string): Promise<'left'> => {
    ran.add(id);
    if (ran.size === all.length) done.resolve();
    return 'left';
  };
  const handlers = { run, wake: async () => undefined };
  await Promise.all(dispatchers.map((one) => one.start(handlers, { concurrency: 5, perOwner: null })));
  await done.promise;
  await Promise.all(dispatchers.map((one) => one.stop()));
  expect(said).toEqual([]);
  await pool.end();
  await drop();
});
