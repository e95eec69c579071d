import type { Pool, PoolClient } from 'pg';
import { openTestPool } from '../support/test-pool.ts';

/**
 * Connections to a server that is slow to let go. PostgreSQL says that a statement has failed before it lets go of the
 * rows that the statement has locked; only the next statement on the same connection surely comes after that. Here all
 * jobs stay locked from a failure until that next statement, as they would on a machine that is busy just then.
 */
export class SlowRelease {
  readonly pool: Pool;
  failures = 0;
  readonly #holders: Pool;

  constructor(url: string) {
    this.pool = openTestPool(url, 3);
    this.#holders = openTestPool(url, 3);
    const connect = Reflect.get(this.pool, 'connect').bind(this.pool);
    const connected = async () => this.#slow(await connect());
    Reflect.set(this.pool, 'connect', connected);
    Reflect.set(this.pool, 'query', async (text: string, values?: unknown[]) => {
      const connection = await connected();
      return connection.query(text, values).finally(() => connection.release(true));
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.#holders.end()]);
  }

  #slow(client: PoolClient) {
    let holder: PoolClient | null = null;
    const letGo = async () => {
      await holder?.query('rollback');
      holder?.release();
      holder = null;
    };
    const query = async (text: string, values?: unknown[]) => {
      await letGo();
      try {
        return await client.query(text, values);
      } catch (error) {
        this.failures++;
        holder = await this.#lockedJobs();
        throw error;
      }
    };
    return { query, release: (failed?: boolean) => client.release(failed) };
  }

  async #lockedJobs(): Promise<PoolClient> {
    const holder = await this.#holders.connect();
    await holder.query('begin');
    await holder.query('select from pgboss.job for update');
    return holder;
  }
}
