import { Pool } from 'pg';

/**
 * Connections of a test. Its database is removed by force: what the server says to a connection that is just closing
 * is nobody's failure.
 */
export function openTestPool(connectionString: string, max = 1): Pool {
  const pool = new Pool({ connectionString, max });
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
}
