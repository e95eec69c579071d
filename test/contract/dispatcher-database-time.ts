import type { Pool } from 'pg';

/** pg-boss reads the time from one function of its schema; here it tells what a table says. */
const timeByHand = `
  create table test_time (now timestamptz not null);
  insert into test_time values (to_timestamp(0));
  create or replace function pgboss.job_now() returns timestamptz
    as 'select now from public.test_time' language sql stable;`;

/** The database's time, for a pg-boss that is there already: it stands still until a test moves it. */
export class DatabaseTime {
  readonly #pool: Pool;
  #now: number;

  private constructor(pool: Pool, now: number) {
    this.#pool = pool;
    this.#now = now;
  }

  static async take(pool: Pool, now: number): Promise<DatabaseTime> {
    await pool.query(timeByHand);
    const time = new DatabaseTime(pool, now);
    await time.advance(0);
    return time;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now;
  }

  async advance(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    await this.#pool.query('update test_time set now = to_timestamp($1)', [this.#now / 1000]);
  }
}
