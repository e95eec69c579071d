import type { Db } from 'pg-boss';
import { z } from 'zod';
import { executionQueue } from './queues.ts';

const attemptRows = z.array(z.object({ id: z.string(), retryCount: z.number() }));
const countRows = z.tuple([z.object({ count: z.number() })]);
const executionRows = z.array(z.object({ executionId: z.string() }));

/** The jobs that some process holds, as pg-boss wants them back. It has no call that finds them by state. */
export async function activeAttempts(
  database: Db,
  queue: string,
): Promise<{ readonly id: string; readonly retryCount: number }[]> {
  const { rows } = await database.executeSql(
    `select id, retry_count as "retryCount" from pgboss.job where name = $1 and state = 'active'`,
    [queue],
  );
  return attemptRows.parse(rows);
}

/** The executions that no job would move. Written for the index of the stately policy. */
export async function withoutJob(database: Db, executionIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await database.executeSql(
    `select id as "executionId" from unnest($2::text[]) as asked (id)
     where not exists (
       select from pgboss.job
       where name = $1 and policy = 'stately' and state in ('created', 'retry', 'active')
         and state <= 'active' and coalesce(singleton_key, '') = asked.id
     )`,
    [executionQueue, executionIds],
  );
  return executionRows.parse(rows).map(({ executionId }) => executionId);
}

/** How many jobs of executions no process holds. */
export async function waitingExecutions(database: Db): Promise<number> {
  const { rows } = await database.executeSql(
    `select count(*)::int as count from pgboss.job where name = $1 and state < 'active'`,
    [executionQueue],
  );
  return countRows.parse(rows)[0].count;
}
