import type { Pool, PoolClient } from 'pg';
import type { CommandResponse, Db, FetchOptions, Job, PgBoss } from 'pg-boss';
import { z } from 'zod';
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
}

/** One queue of pg-boss. */
export class BossJobSource implements JobSource {
  readonly #options: BossJobSourceOptions;

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
    let isUsable = false;
    try {
      const jobs = await this.#takeOn(connection, {
        ...this.#options.narrow(),
        ...passing(passedOver),
        batchSize: limit,
      });
      isUsable = true;
      return jobs;
    } finally {
      connection.release(!isUsable);
    }
  }

  async #takeOn(connection: PoolClient, options: FetchOptions): Promise<readonly JobAttempt[]> {
    const { boss, queue } = this.#options;
    for (let left = takeAttempts; left > 0; left--) {
      const database = new CollisionWatch(connection);
      const jobs = await boss.fetch<unknown>(queue, { ...options, db: database });
      if (!database.collided) return jobs.map(taken);
    }
    return [];
  }

  /** Deleted, not completed: nobody asks for a completed job, and its row would wait for a walk over the table. */
  async finish(jobs: readonly JobAttempt[]): Promise<void> {
    await this.#options.boss.deleteJob(this.#options.queue, jobs.map(attemptOf));
  }

  async release(jobs: readonly JobAttempt[]): Promise<void> {
    await this.#options.boss.fail(this.#options.queue, jobs.map(attemptOf));
  }

  async touch(jobs: readonly JobAttempt[]): Promise<ReadonlySet<string>> {
    return settledIds(await this.#options.boss.touch(this.#options.queue, jobs.map(attemptOf)));
  }
}

function passing(groups: readonly string[]): FetchOptions {
  return groups.length === 0 ? {} : { ignoreGroups: [...groups] };
}

function settledIds(response: CommandResponse): ReadonlySet<string> {
  return new Set(settledResponse.parse(response).settled);
}

class CollisionWatch implements Db {
  readonly #connection: PoolClient;
  collided = false;

  constructor(connection: PoolClient) {
    this.#connection = connection;
  }

  async executeSql(text: string, values?: unknown[]) {
    try {
      return await this.#connection.query(text, values);
    } catch (error) {
      if (error instanceof Error && Reflect.get(error, 'code') === uniqueViolation) this.collided = true;
      throw error;
    }
  }
}
