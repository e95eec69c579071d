import { DatabaseError, type Pool, type PoolClient } from 'pg';
import type { Transaction } from '../runtime/ports/transaction.ts';

/** Deadlocks and the like: nothing was written, and the same again may succeed. */
const isTransient = (error: unknown): boolean =>
  error instanceof DatabaseError && /^40/.test(error.code ?? '');

/** What `work` writes becomes durable as one, or not at all. A lost race is run again. */
export async function inTransaction<T>(pool: Pool, work: (open: Transaction) => Promise<T>): Promise<T> {
  for (let again = 2; ; again -= 1) {
    try {
      return await inTransactionOnce(pool, work);
    } catch (error) {
      if (again === 0 || !isTransient(error)) throw error;
    }
  }
}

/** The same without running again what lost a race, for work that may do what it likes with the connection. */
export async function inTransactionOnce<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isUsable = true;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    isUsable = error instanceof DatabaseError && (await rolledBack(client));
    throw error;
  } finally {
    client.release(!isUsable);
  }
}

/** Whether it could be: a connection whose statement was refused stays usable, with what it has prepared; a broken one does not. */
export function rolledBack(client: PoolClient): Promise<boolean> {
  return client.query('rollback').then(
    () => true,
    () => false,
  );
}
