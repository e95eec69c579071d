import { Pool } from 'pg';
import type { Db, PgBoss } from 'pg-boss';
import type { Clock } from '../runtime/ports/clock.ts';
import type {
  Dispatcher,
  DispatchOptions,
  JobHandlers,
  QueuedExecution,
  Timer,
} from '../runtime/ports/dispatcher.ts';
import type { ServerLog } from '../runtime/ports/server-log.ts';
import type { Transaction } from '../runtime/ports/transaction.ts';
import type { Recurring } from '../runtime/recurring.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { BossJobSource } from './boss-job-source.ts';
import { statementName } from './boss-statements.ts';
import { DispatchLoops } from './dispatch-loops.ts';
import { duePriority, executionJob, timerJob, timerKey } from './jobs.ts';
import { activeAttempts, waitingExecutions, withoutJob } from './live-jobs.ts';
import { openBoss, poolDatabase } from './open-boss.ts';
import { executionQueue, timerQueue } from './queues.ts';
import { supervision } from './supervision.ts';

interface PgBossDispatcherOptions {
  /** The database's address, or connections of the caller, which it closes itself. */
  readonly database: { readonly url: string } | { readonly pool: Pool };
  readonly log: ServerLog;
  /** The machine's by default. The database has its own. */
  readonly clock?: Clock;
}

/** Two loops, the heartbeats, and pg-boss's upkeep: what one process ever has under way at a time. */
const connections = 3;
/** How much the clocks of this process and the database may differ before a timer is late. */
const clockDifferenceMs = 60_000;
const session = [
  // In another one, processes that take jobs at the same time fail over each other.
  'default_transaction_isolation=read\\ committed',
  'plan_cache_mode=force_generic_plan',
  // Only plain scans mark what they find dead in an index, of which a queue leaves much.
  'enable_bitmapscan=off',
];
/** More than any process moves. */
const unbounded = 2 ** 31 - 1;

/**
 * Jobs on pg-boss, in the schema `pgboss`, which it makes itself. Connects on first use; `stop` closes all.
 * Each job is one row as long as it lives: queued, active or to be tried again.
 */
export function createPgBossDispatcher(options: PgBossDispatcherOptions): Dispatcher {
  return new PgBossDispatcher(options);
}

interface Running {
  readonly loops: DispatchLoops;
  readonly supervision: Recurring;
}

class PgBossDispatcher implements Dispatcher {
  readonly #log: ServerLog;
  readonly #clock: Clock;
  readonly #pool: Pool;
  readonly #ownsPool: boolean;
  readonly #database: Db;
  #boss: Promise<PgBoss> | null = null;
  #running: Running | null = null;
  #stopped: Promise<void> | null = null;

  constructor({ database, log, clock = systemClock }: PgBossDispatcherOptions) {
    this.#log = log;
    this.#clock = clock;
    this.#ownsPool = 'url' in database;
    this.#pool = 'url' in database ? createPool(database.url, log) : database.pool;
    this.#database = poolDatabase(this.#pool);
  }

  async open(): Promise<void> {
    await this.#opened();
  }

  async enqueue(executions: readonly QueuedExecution[], transaction: Transaction): Promise<void> {
    if (executions.length === 0) return;
    // Sorted, so that two transactions that enqueue the same executions wait for, not against, each other.
    const distinct = new Map(executions.map((one) => [one.executionId, one]));
    const jobs = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => executionJob(one));
    const boss = await this.#opened();
    await boss.insert(executionQueue, jobs, { db: transactionDatabase(transaction) });
  }

  async schedule(timers: readonly Timer[], transaction: Transaction): Promise<void> {
    if (timers.length === 0) return;
    const distinct = new Map(timers.map((timer) => [timerKey(timer), timer]));
    const now = this.#clock.now();
    const jobs = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, timer]) => timerJob(timer, now));
    const boss = await this.#opened();
    await boss.insert(timerQueue, jobs, { db: transactionDatabase(transaction) });
  }

  async start(handlers: JobHandlers, { concurrency, perOwner }: DispatchOptions): Promise<void> {
    const boss = await this.#opened();
    if (this.#running !== null || this.#stopped !== null)
      throw new Error('the dispatcher was started before');
    const clock = this.#clock;
    const log = this.#log;
    const connected = { boss, pool: this.#pool };
    const sources = {
      executions: new BossJobSource({
        ...connected,
        queue: executionQueue,
        // pg-boss asks otherwise where there is a bound, in a way whose plans read a long queue at most once.
        narrow: () => ({ groupConcurrency: perOwner ?? unbounded }),
        findsAll: perOwner === null,
      }),
      timers: new BossJobSource({
        ...connected,
        queue: timerQueue,
        narrow: () => ({ minPriority: duePriority(clock.now() + clockDifferenceMs) }),
        findsAll: false,
      }),
    };
    const loops = new DispatchLoops({ sources, handlers, concurrency, perOwner, clock, log });
    this.#running = { loops, supervision: supervision(boss, clock, log) };
    loops.start();
    this.#running.supervision.start();
  }

  nudge(): void {
    this.#running?.loops.nudge();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#close();
    return this.#stopped;
  }

  async clearFormerOwners(): Promise<void> {
    if (this.#running !== null) throw new Error('the dispatcher already has jobs of its own');
    const boss = await this.#opened();
    for (const queue of [executionQueue, timerQueue]) {
      const attempts = await activeAttempts(this.#database, queue);
      if (attempts.length > 0) await boss.fail(queue, attempts);
    }
  }

  async withoutJob(executionIds: readonly string[]): Promise<readonly string[]> {
    await this.#opened();
    return executionIds.length === 0 ? [] : withoutJob(this.#database, executionIds);
  }

  async waiting(): Promise<number> {
    await this.#opened();
    return waitingExecutions(this.#database);
  }

  #opened(): Promise<PgBoss> {
    this.#boss ??= openBoss(this.#database, this.#log).catch((error: unknown) => {
      this.#boss = null;
      throw error;
    });
    return this.#boss;
  }

  async #close(): Promise<void> {
    const running = this.#running;
    await Promise.all([running?.supervision.stop(), running?.loops.stop()]);
    const boss = await this.#boss?.catch(() => null);
    await boss?.stop({ graceful: false });
    if (this.#ownsPool) await this.#pool.end();
  }
}

function createPool(url: string, log: ServerLog): Pool {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    application_name: 'chatter-dispatch',
    options: session.map((setting) => `-c ${setting}`).join(' '),
    connectionTimeoutMillis: 10_000,
    // A connection that died without a word must not hold up a loop for ever.
    query_timeout: 60_000,
    keepAlive: true,
  });
  // A connection that breaks while it is taken out tells only itself; whoever took it sees his statement fail.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => {
    // A server that is stopped with us says so to connections that are just closing.
    if (!pool.ending) log.warn('a database connection of the dispatcher was lost', { error });
  });
  return pool;
}

function transactionDatabase(transaction: Transaction): Db {
  return {
    executeSql: async (text, values = []) => ({
      rows: [...(await transaction.query({ name: statementName(text), text, values })).rows],
    }),
  };
}
