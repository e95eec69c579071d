import type { Pool, PoolClient } from 'pg';
import { inTransactionOnce } from '../transaction.ts';

/** A number that nothing else locks. */
const lockKey = 1_667_785_077;

/** One transaction in which nobody else changes the sums; null where somebody else is at it. */
export function foldingAlone<T>(pool: Pool, work: (client: PoolClient | null) => Promise<T>): Promise<T> {
  return inTransactionOnce(pool, async (client) => {
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1) as free', [
      lockKey,
    ]);
    return work(rows[0]?.free === true ? client : null);
  });
}

/** The same, after whoever is at it. */
export function afterFolding<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return inTransactionOnce(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [lockKey]);
    return work(client);
  });
}
