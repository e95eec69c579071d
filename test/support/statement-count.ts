import type { Pool } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { openTestPool } from './test-pool.ts';

/** One shape of statement, as PostgreSQL counted it. */
export interface CountedStatement {
  readonly text: string;
  readonly calls: number;
  readonly walBytes: number;
}

/** What the database ran for executions since `forget`. */
export class StatementCounter {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async forget(): Promise<void> {
    await this.#pool.query('create extension if not exists pg_stat_statements');
    await this.#pool.query(
      'select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()))',
    );
  }

  /**
   * Statements between the commit of acceptance and that of the terminal event: without the upkeep of jobs and of
   * analytics, the acceptance itself, and what people read.
   */
  async ofExecutions(): Promise<readonly CountedStatement[]> {
    const own = /execution_event|workflow_execution|execution_command|execution_snapshot|usage_entry/;
    return (await this.#all()).filter(
      ({ text }) => own.test(text) && !isAcceptance(text) && !isForPeople(text) && !isFolding(text),
    );
  }

  /** How many there were of all kinds, those that count aside. */
  async calls(): Promise<number> {
    return callsOf(await this.#all());
  }

  /** What was asked, each shape once. */
  async texts(): Promise<readonly string[]> {
    return (await this.#all()).map(({ text }) => text);
  }

  /** Those of the acceptance. */
  async ofAcceptance(): Promise<readonly CountedStatement[]> {
    const isPart = (text: string) =>
      isAcceptance(text) || /^(begin|commit)$/i.test(text) || /^insert into pgboss/i.test(text);
    return (await this.#all()).filter(({ text }) => isPart(text));
  }

  /** How many transactions accepted executions: each has one statement that does. */
  async acceptances(): Promise<number> {
    return callsOf((await this.#all()).filter(({ text }) => isAcceptance(text)));
  }

  async #all(): Promise<readonly CountedStatement[]> {
    const { rows } = await this.#pool.query<CountedStatement>(
      `select query as text, calls::int, wal_bytes::float8 as "walBytes" from pg_stat_statements
       where dbid = (select oid from pg_database where datname = current_database())`,
    );
    return rows.filter(({ text }) => !text.includes('pg_stat_statements'));
  }
}

/** A counter for a file of tests, on the database that its own `beforeAll` has opened before. */
export function provideStatementCounter(url: () => string): { readonly statements: StatementCounter } {
  const opened: { pool?: Pool; counter?: StatementCounter } = {};
  beforeAll(() => {
    opened.pool = openTestPool(url(), 1);
    opened.counter = new StatementCounter(opened.pool);
  });
  afterAll(() => opened.pool?.end());
  return {
    get statements() {
      if (!opened.counter) throw new Error('statements are counted only while tests run');
      return opened.counter;
    },
  };
}

const isAcceptance = (text: string) => text.includes('insert into workflow_graph');

/** What has ended is added to the analytics now and then, whoever else is at work. */
const isFolding = (text: string) => text.includes('update analytics_entry set folded');

/** The feed's reads of the log, and those of the rows. */
const isForPeople = (text: string) => /^select (sequence|asked\.id|wanted\.place|"e0")/.test(text);

export const writes = (counted: readonly CountedStatement[]) =>
  counted.filter(({ text }) => /\b(insert into|update|delete from)\b/i.test(text));

export const callsOf = (counted: readonly CountedStatement[]) =>
  counted.reduce((sum, { calls }) => sum + calls, 0);

export const walOf = (counted: readonly CountedStatement[]) =>
  counted.reduce((sum, { walBytes }) => sum + walBytes, 0);
