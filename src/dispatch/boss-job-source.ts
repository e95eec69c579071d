import type { Pool, PoolClient } from 'pg';
import type { CommandResponse, Db, FetchOptions, Job, PgBoss } from 'pg-boss';
import { z } from 'zod';
import { statementName } from './boss-statements.ts';
import type { JobAttempt, JobSource } from './job-source.ts';

/** Exactly what pg-boss compares; it refuses more than this as a mix. */
const attemptOf = ({ id, retryCount }: JobAttempt) => ({ id, retryCount });

const taken = ({ id, retryCount, data, groupId }: Job<unknown>): JobAttempt => ({
  id,
  retryCount,
  data,
  group: groupId ?? null,
});

const takeAttempts = 3;
const uniqueViolation = '23505';

/** pg-boss returns it and leaves it out of its types. */
const settledResponse = z.object({ settled: z.array(z.string()) });

export interface BossJobSourceOptions {
  readonly boss: PgBoss;
  readonly queue: string;
  readonly pool: Pool;
  /** Narrows what is looked at, each time anew. */
  readonly narrow: () => FetchOptions;
  /** Whether a look finds all there is: then one that finds little shows that the queue is short. */
  readonly findsAll: boolean;
}

/** How often a plan is used before it is made anew: it was made for the table as it was then. */
const looksOfPlan = 32;

/**
 * One queue of pg-boss.
 *
 * While the queue is short, its statements are prepared: to plan them takes three times as long as to run them. A plan
 * that was made then would read all of a long queue. So the first look that comes back full is the last prepared one,
 * and since jobs that were done leave their places in the table behind, plans are made anew from time to time.
 */
export class BossJobSource implements JobSource {
  readonly #options: BossJobSourceOptions;
  readonly #prepared = new WeakMap<PoolClient, number>();
  #isShort = false;

  constructor(options: BossJobSourceOptions) {
    this.#options = options;
  }

  /**
   * Two processes that each take one of the two jobs an execution may have queued break the index of the stately
   * policy. pg-boss shows the loser an empty queue; here it looks again, or its whole batch waits for the next turn.
   * On the same connection: PostgreSQL says that a statement has failed before it lets go of the rows, and a look from
   * another connection would pass them over.
   */
  async take(limit: number, passedOver: readonly string[]): Promise<readonly JobAttempt[]> {
    const connection = await this.#options.pool.connect();
    const jobs: JobAttempt[] = [];
    let isUsable = false;
    try {
      for await (const some of this.#looks(connection, limit, passedOver)) jobs.push(...some);
      isUsable = true;
    } catch (error) {
      // What an earlier look has taken is held by now; the next turn finds out what is wrong.
      if (jobs.length === 0) throw error;
    } finally {
      connection.release(!isUsable);
    }
    return jobs;
  }

  async *#looks(
    connection: PoolClient,
    limit: number,
    passedOver: readonly string[],
  ): AsyncGenerator<readonly JobAttempt[]> {
    const narrow = this.#options.narrow();
    if (passedOver.length > 0) {
      yield this.#look(connection, { ...narrow, ignoreGroups: [...passedOver], batchSize: limit });
      return;
    }
    const first = this.#isShort ? powerOfTwoIn(limit) : limit;
    const jobs = await this.#look(connection, { ...narrow, batchSize: first });
    // Of the two jobs that a key may have, a look finds one.
    this.#isShort = this.#options.findsAll && jobs.length < first / 2;
    yield jobs;
    if (jobs.length === first && first < limit)
      yield this.#look(connection, { ...narrow, batchSize: limit - first });
  }

  async #look(connection: PoolClient, options: FetchOptions): Promise<readonly JobAttempt[]> {
    const { boss, queue } = this.#options;
    const isPrepared = this.#isShort && options.ignoreGroups === undefined;
    if (isPrepared) await this.#renewPlans(connection);
    for (let left = takeAttempts; left > 0; left--) {
      const database = new CollisionWatch(connection, isPrepared);
      const jobs = await boss.fetch<unknown>(queue, { ...options, db: database });
      if (!database.collided) return jobs.map(taken);
    }
    return [];
  }

  async #renewPlans(connection: PoolClient): Promise<void> {
    const looks = (this.#prepared.get(connection) ?? 0) + 1;
    this.#prepared.set(connection, looks % looksOfPlan);
    if (looks === looksOfPlan) await connection.query('discard plans');
  }

  /** Deleted, not completed: nobody asks for a completed job, and its row would wait for a walk over the table. */
  async finish(jobs: readonly JobAttempt[]): Promise<void> {
    const { boss, queue, pool } = this.#options;
    const db = preparing(pool, this.#isShort);
    await boss.deleteJob(queue, jobs.map(attemptOf), { db });
  }

  async release(jobs: readonly JobAttempt[]): Promise<void> {
    await this.#options.boss.fail(this.#options.queue, jobs.map(attemptOf));
  }

  async touch(jobs: readonly JobAttempt[]): Promise<ReadonlySet<string>> {
    return settledIds(await this.#options.boss.touch(this.#options.queue, jobs.map(attemptOf)));
  }
}

/** The limit is part of the statement's text: so few texts are kept. */
function powerOfTwoIn(limit: number): number {
  return 2 ** Math.floor(Math.log2(limit));
}

function settledIds(response: CommandResponse): ReadonlySet<string> {
  return new Set(settledResponse.parse(response).settled);
}

function preparing(connection: Pool | PoolClient, isPrepared: boolean): Db {
  return {
    executeSql: (text, values = []) =>
      connection.query(isPrepared ? { name: statementName(text), text, values } : { text, values }),
  };
}

class CollisionWatch implements Db {
  readonly #database: Db;
  collided = false;

  constructor(connection: PoolClient, isPrepared: boolean) {
    this.#database = preparing(connection, isPrepared);
  }

  async executeSql(text: string, values?: unknown[]) {
    try {
      return await this.#database.executeSql(text, values);
    } catch (error) {
      if (error instanceof Error && Reflect.get(error, 'code') === uniqueViolation) this.collided = true;
      throw error;
    }
  }
}
