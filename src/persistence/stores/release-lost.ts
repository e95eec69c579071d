import type { Pool, PoolClient } from 'pg';

/**
 * Gives back to the pool what is lost while it is taken. Kysely gives a connection back once a transaction has ended
 * well, or was rolled back; one that breaks off before it keeps for ever, and the pool would run dry.
 */
export function releaseLost(pool: Pool): void {
  const taken = new Set<PoolClient>();
  pool.on('acquire', (client) => void taken.add(client));
  pool.on('release', (_, client) => void taken.delete(client));
  pool.on('connect', (client) => {
    // Whoever gives it back himself has done so before: his statement has failed already.
    client.once('end', () => setImmediate(() => taken.has(client) && client.release(true)));
  });
}
