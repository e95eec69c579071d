import type { Pool } from 'pg';

export interface StatementCount {
  /** Statements of Chatter's own: everything but the upkeep of jobs, what accepts executions, and reads for people. */
  readonly statements: number;
  /** Of these, transactions that write. */
  readonly writes: number;
}

/** What PostgreSQL ran in this database since `forget`, as it counted it itself. */
export class StatementCounter {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async begin(): Promise<void> {
    await this.#pool.query('create extension if not exists pg_stat_statements');
  }

  async forget(): Promise<void> {
    await this.#pool.query(
      'select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()))',
    );
  }

  async rows(): Promise<readonly { query: string; calls: number; wal: number }[]> {
    const { rows } = await this.#pool.query<{ query: string; calls: number; wal: number }>(
      `select query, calls::int, wal_bytes::float8 as wal from pg_stat_statements
       where dbid = (select oid from pg_database where datname = current_database())
         and query not like '%pg_stat_statements%' order by calls desc`,
    );
    return rows;
  }
}
