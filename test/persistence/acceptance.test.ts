import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { PostgresExecutionStore } from '../../src/persistence/index.ts';
import type { ExecutionContext } from '../../src/runtime/execution-context.ts';
import { contextFor } from '../support/context-for.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseProxy, proxyDatabase } from '../support/database-proxy.ts';
import { noop, sequence } from '../support/runtime.ts';
import { openTestPool } from '../support/test-pool.ts';

let database: TestDatabase;
let proxy: DatabaseProxy;
let pool: Pool;
/** Not through the proxy. */
let direct: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await proxyDatabase(database.url);
  pool = openTestPool(proxy.url, 2);
  direct = openTestPool(database.url);
});

afterAll(async () => {
  await pool.end();
  await direct.end();
  await proxy.close();
  await database.drop();
});

const asked = (idempotencyKey: string | null) => contextFor(sequence(noop()), { idempotencyKey });

const idsOf = (contexts: readonly ExecutionContext[]) => contexts.map(({ record }) => record.id);

async function kept(contexts: readonly ExecutionContext[]): Promise<number> {
  const sql = 'select from workflow_execution where id = any($1::uuid[])';
  return (await direct.query(sql, [idsOf(contexts)])).rowCount ?? 0;
}

it('requests that were accepted together are told so, though the answer to their commit was lost', async () => {
  let commits = 0;
  const enqueue = async (): Promise<void> => {
    commits += 1;
    if (commits === 1) proxy.swallowAnswers();
  };
  const store = new PostgresExecutionStore({ pool, jobs: { enqueue } });
  const contexts = [await asked(null), await asked(null), await asked(randomUUID())];
  const accepted = Promise.all(contexts.map((context) => store.accept(context)));
  await vi.waitUntil(async () => (await kept(contexts)) === 3, { timeout: 30_000 });
  proxy.cut();
  expect(await accepted).toEqual(contexts.map(() => ({ status: 'accepted' })));
});

it('requests that find the database away are not made to find it out one after the other', async () => {
  await proxy.goAway();
  const connect = vi.spyOn(pool, 'connect');
  const store = new PostgresExecutionStore({ pool, jobs: { enqueue: async () => undefined } });
  const contexts = await Promise.all(Array.from({ length: 20 }, () => asked(null)));
  const outcomes = await Promise.allSettled(contexts.map((context) => store.accept(context)));
  await proxy.comeBack();
  const away = { status: 'rejected', reason: expect.objectContaining({ code: 'database/unavailable' }) };
  expect(outcomes).toEqual(contexts.map(() => away));
  // Together, and the first once more: what has broken may have been one connection.
  expect(connect).toHaveBeenCalledTimes(2);
});
