import type { Pool, PoolClient } from 'pg';

/** A number that nothing else locks. */
const lockKey = 1_667_785_077;

/** One transaction, for `work` that may do what it likes with the connection. */
async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isUsable = false;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    isUsable = true;
    return result;
  } finally {
    // A connection that broke off in the middle is closed, and PostgreSQL undoes what it had begun.
    client.release(!isUsable);
  }
}

/** One transaction in which nobody else changes the sums; null where somebody else is at it. */
export function foldingAlone<T>(pool: Pool, work: (client: PoolClient | null) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1) as free', [
      lockKey,
    ]);
    return work(rows[0]?.free === true ? client : null);
  });
}

/** The same, after whoever is at it. */
export function afterFolding<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [lockKey]);
    return work(client);
  });
}
