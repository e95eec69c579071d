import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../src/persistence/open-pool.ts';
import { openOrm } from '../../src/persistence/stores/open-orm.ts';
import { asking } from '../../src/persistence/unavailable.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { silentLog } from '../support/silent-log.ts';
import { openTestPool } from '../support/test-pool.ts';

let database: TestDatabase;
let others: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  others = openTestPool(database.url, 1);
});

afterAll(async () => {
  await others.end();
  await database.drop();
});

const lock = 'select pg_advisory_xact_lock(7)';
const setting = 'show idle_in_transaction_session_timeout';
const away = { code: 'database/unavailable' };

describe('a transaction that its process leaves lying', () => {
  it('is ended by the server, so that others go on, and is lost for the process', async () => {
    const idleTransactionMs = 50;
    const frozen = openPool({
      url: database.url,
      size: 1,
      name: 'frozen',
      log: silentLog,
      idleTransactionMs,
    });
    const client = await frozen.connect();
    await client.query('begin');
    await client.query(lock);
    await others.query(lock);
    await expect(asking(() => client.query('commit'))).rejects.toMatchObject(away);
    client.release(true);
    await frozen.end();
  });

  it('is ended where it is one of the stores as well', async () => {
    const orm = await openOrm(database.url, { poolSize: 1, idleTransactionMs: 50 });
    const em = orm.fork();
    await em.begin();
    await em.execute(lock);
    await others.query(lock);
    await expect(em.commit()).rejects.toMatchObject(away);
    await orm.close();
  });

  it('has ten seconds', async () => {
    const pool = openPool({ url: database.url, size: 1, name: 'own', log: silentLog });
    const orm = await openOrm(database.url, { poolSize: 1 });
    const ten = [{ idle_in_transaction_session_timeout: '10s' }];
    expect((await pool.query(setting)).rows).toEqual(ten);
    expect(await orm.fork().execute(setting)).toEqual(ten);
    await pool.end();
    await orm.close();
  });
});
