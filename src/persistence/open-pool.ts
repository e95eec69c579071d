import { Pool } from 'pg';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import { impatientSocket } from './impatient-socket.ts';
import { briefTransactions, sessionOptions } from './session-options.ts';

export interface PoolOptions {
  readonly url: string;
  /** How many connections it may open. */
  readonly size: number;
  /** What `pg_stat_activity` calls them. */
  readonly name: string;
  readonly log: ServerLog;
  /** Whether its statements are planned for what they are given; once for all where it is left out. */
  readonly planning?: 'once' | 'each-time';
  /** So long the server may say nothing while it is asked; 0: for ever. */
  readonly silenceMs?: number;
  /** So long a transaction may do nothing until the server ends it. */
  readonly idleTransactionMs?: number;
}

/**
 * Most statements are few, named, take arrays, and find rows by their keys. Planned for each new length of array they
 * would cost more than they do; and a plan that was made while a table was empty must not go on reading all of it.
 */
const planOnce = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};

/** Connections for statements that are not MikroORM's. They are opened when they are needed. */
export function openPool(options: PoolOptions): Pool {
  const { url, size, name, log, planning = 'once', silenceMs, idleTransactionMs } = options;
  const pool = new Pool({
    connectionString: url,
    max: size,
    application_name: name,
    options: sessionOptions({
      ...briefTransactions(idleTransactionMs),
      ...(planning === 'once' && planOnce),
    }),
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    stream: () => impatientSocket(silenceMs),
  });
  // Without listeners, a connection that breaks while nobody waits for it would end the process: one that lies in the
  // pool reports to the pool, one that was taken out only to itself. Whoever took it sees his statement fail.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => {
    // A server that is stopped with us says so to connections that are just closing.
    if (!pool.ending) log.warn('an idle database connection was lost', { error });
  });
  return pool;
}
